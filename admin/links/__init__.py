"""Whether web addresses lead anywhere: asked while somebody writes, and in the background for approved entries."""
