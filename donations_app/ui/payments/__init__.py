"""One payment: where its cents go, how it is found and put right."""
