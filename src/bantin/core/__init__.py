"""The ground floor: events, refusals, canonical JSON, clock; knows no press-office word."""
