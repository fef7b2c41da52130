import Files
import Numerics
import Specification

/// Reads the files that stages leave.
public enum StoredFile {
  /// A matrix `[n, d]` from an array file; a vector is a matrix of one row.
  ///
  /// - Throws: `FileError` when the file is damaged or of another shape.
  public static func matrix(at path: String) throws -> Matrix<Float> {
    let file = try NPYFile(path: path)
    let shape = file.header.shape
    let columns = shape.last ?? 1
    let rows = shape.dropLast().reduce(1, *)
    guard let matrix = Matrix(rows: rows, columns: columns, elements: try file.floats()) else {
      throw FileError(path, "does not hold a matrix")
    }
    return matrix
  }

  /// Integers from an array file.
  ///
  /// - Throws: `FileError` when the file is damaged or holds other elements.
  public static func integers(at path: String) throws -> [Int] {
    try NPYFile(path: path).integers()
  }

  /// All bytes of a file.
  ///
  /// - Throws: `FileError` when it cannot be read.
  public static func bytes(at path: String) throws -> [UInt8] {
    try RegularFile.bytes(at: path)
  }

  /// A JSON file.
  ///
  /// - Throws: `FileError` when it cannot be read, `Problem` when it is no JSON.
  public static func json(at path: String) throws -> JSON {
    try JSONParser.parse(Source(name: path, bytes: bytes(at: path)))
  }
}
