"""The desks about money: of an agregator's own people, and of Pokja, which looks at who may take money and how."""
