import Foundation
import Numerics
import Specification

extension Fixture {
  /// A JSON fixture: `sklearn/pca.json`.
  public static func json(_ name: String) throws -> JSON {
    try JSONParser.parse(Source(name: name, bytes: bytes(name)))
  }
}

extension JSON {
  /// A member that is known to be there; `null` when it is not.
  public subscript(member name: String) -> JSON { self[name] ?? .null }
  /// The numbers of an array.
  public var numbers: [Double] { (elements ?? []).compactMap(\.number) }
  /// The whole numbers of an array.
  public var integers: [Int] { (elements ?? []).compactMap(\.integer) }
  /// An array of rows as a matrix.
  public var matrix: Matrix<Double> {
    let rows = (elements ?? []).map(\.numbers)
    return Matrix(rows: rows.count, columns: rows.first?.count ?? 0) { target in
      for (index, value) in rows.joined().enumerated() { target[index] = value }
    }
  }
  /// An array of rows as samples.
  public var samples: Matrix<Float> { matrix.converted(to: Float.self) }
}
