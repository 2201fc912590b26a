"""The floor every package stands on: settings, errors, clock, ids, geometry and wire messages. No business rule here."""
