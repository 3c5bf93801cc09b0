// Reads pages as a JSON list on standard input; prints for each what is in it and what is wrong.
import Validator from "@adobe/structured-data-validator";
import WebAutoExtractor from "@marbec/web-auto-extractor";
import { text } from "node:stream/consumers";

const answers = [];
for (const html of JSON.parse(await text(process.stdin))) {
  const extractor = new WebAutoExtractor({ addLocation: true, embedSource: ["rdfa", "microdata"] });
  const data = extractor.parse(html);
  const issues = await new Validator().validate(data);
  answers.push({ found: data.jsonld, errors: data.errors, issues });
}
console.log(JSON.stringify(answers));
