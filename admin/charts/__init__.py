"""Pictures of figures, drawn on the server: values in, SVG or PNG out."""
