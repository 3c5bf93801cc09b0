"""One module for each picture; its ``paint`` covers the whole sheet."""
