extension JSON {
  /// Members whose names begin so are for people; the parser passes over them.
  static let commentPrefix = "//"

  /// What a schema says of them.
  static var commentSchema: (String, JSON) {
    ("patternProperties", .object([("^" + commentPrefix, .object([]))]))
  }
}
