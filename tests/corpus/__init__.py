"""The data contract, sentence by sentence: small files, and what becomes of every row of them."""
