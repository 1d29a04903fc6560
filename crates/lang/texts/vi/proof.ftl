### proof
