"""What a book of renewals may bring when each of them renews with its probability, or not at all."""
