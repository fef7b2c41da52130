import Reduction
import Specification

/// A reduction to two dimensions for scatter plots: `"pca"` is short for two components, everything else
/// is written as any reduction.
public struct Projection: Specifiable {
  /// The reduction.
  public var reducer: OneOf<Reducers>

  /// Reads a reduction, or the short form.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> Projection? {
    let components = OneOf<Reducers>(PCA(dimensions: 2))
    let short = json.string == PCA.kind ? components : nil
    return (short ?? OneOf<Reducers>.read(json, at: path, into: &problems)).map(Projection.init)
  }

  /// The reduction, every option written out.
  public var json: JSON { reducer.json }

  /// The reduction, or the short form.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    let short = JSON.object([
      ("const", .string(PCA.kind)), ("description", .string("The first two principal components.")),
    ])
    return .object([("anyOf", .array([short, OneOf<Reducers>.schema(&book)]))])
  }

  /// What the family calls one.
  public static var typeName: String { OneOf<Reducers>.typeName }

  /// A choice.
  public static var structure: Structure { OneOf<Reducers>.structure }

  /// What is wrong with a list of them, in words.
  static func faults(in list: [Projection]) -> [String] {
    list.enumerated().compactMap { place, projection in
      let reducer = projection.reducer
      if list.prefix(place).contains(where: { $0.json == projection.json }) {
        return "\"\(reducer.kind)\" is written twice"
      }
      // Of many samples with many columns.
      let dimensions = try? reducer.value.dimensions(rows: 1 << 20, columns: 1 << 12)
      guard dimensions != 2 else { return nil }
      let found = dimensions.map { "leaves \($0) of 4096" } ?? "leaves none"
      return "a scatter plot has two dimensions, and \"\(reducer.kind)\" \(found): give it 2"
    }
  }
}
