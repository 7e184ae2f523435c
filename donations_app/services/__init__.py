"""What people do: one public function is one transaction, and it never calls another."""
