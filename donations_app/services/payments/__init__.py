"""What arrived: recorded, allocated, put right; batches and recurring gifts."""
