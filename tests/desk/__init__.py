"""The desk as members of staff meet it, over HTTP."""
