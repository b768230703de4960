"""An entry in other languages: written, approved, and marked when the Swedish text has changed since."""
