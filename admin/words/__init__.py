"""The town's words: everyday words with the official ones, and stop phrases, with what a change of them would do."""
