### directive
