"""How channels send over HTTP: requests, guarded dialling, one event loop for a worker."""
