"""What people do, a room for each noun: a public function on the books is one transaction, or one for each step."""
