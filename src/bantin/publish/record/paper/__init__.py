"""Each edition as a signed PDF: the sheet that is drawn, the certificate, the signature."""
