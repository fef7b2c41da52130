import Files

/// What is wrong with a source of images, and which field of its specification it is about.
public struct SourceError: Error, Equatable, CustomStringConvertible {
  /// The field at fault: `labels`.
  public let field: String
  /// What is wrong, with the name of the file.
  public let message: String

  /// Blames a field.
  public init(_ field: String, _ message: String) {
    self.field = field
    self.message = message
  }

  /// The message.
  public var description: String { message }

  /// Runs a file operation on behalf of a field.
  static func blaming<Result>(
    _ field: String, _ body: () throws(FileError) -> Result
  ) throws(SourceError) -> Result {
    do throws(FileError) { return try body() } catch {
      throw SourceError(field, error.description)
    }
  }
}
