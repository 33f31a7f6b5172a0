"""What holds for the whole house: floors, guarded routes, catalogues, habits, documents."""
