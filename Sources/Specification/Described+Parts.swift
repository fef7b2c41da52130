/// A structure field by field, for whoever reads many that are nearly the same.
extension Described {
  /// Checks what no single field can, of a value that was read from an object.
  public func check(_ json: JSON, at path: JSONPath, into problems: inout Problems) {
    check { name, message in
      problems.add(
        message, at: path.appending(name), location: json[name]?.location ?? json.location)
    }
  }
}

extension Field {
  /// Reads the field of a structure again, from a member of the object at a path.
  public func read(
    _ member: JSON.Member, at path: JSONPath, into root: inout Root, _ problems: inout Problems
  ) {
    read(member.value, path.appending(member.name), &problems, &root)
  }

  /// Takes the field from another value.
  public func take(from other: Root, into root: inout Root) { copy(other, &root) }

  /// The field as JSON.
  public func json(of root: Root) -> JSON { write(root) }
}
