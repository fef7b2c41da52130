import Reduction
import Specification

/// A heading or word of a report that an author may put in a language of their own.
public enum ReportHeading: String, Word {
  /// What the author says first.
  case introduction
  /// The tables.
  case results
  /// What the axes of the sweep do.
  case effects
  /// The figures.
  case figures
  /// What the author makes of it.
  case discussion
  /// Data, networks, settings.
  case method
  /// The command.
  case reproduce
  /// What is odd.
  case notes
  /// The word before the number of a figure.
  case figure
  /// The word before the number of a table.
  case table

  /// What the program writes.
  public var usual: String {
    switch self {
    case .introduction: "Introduction"
    case .results: "Results"
    case .effects: "Effects"
    case .figures: "Figures"
    case .discussion: "Discussion"
    case .method: "Method"
    case .reproduce: "How to reproduce"
    case .notes: "Notes"
    case .figure: "Figure"
    case .table: "Table"
    }
  }
}

/// A table of a report.
public enum TableKind: String, Word {
  /// The numbers of every setting; of several tables the first.
  case results
  /// The means over other settings.
  case effects
  /// How far settings are from the baseline.
  case differences
}

extension ReportOptions {
  /// Headings and captions must be of something that a report has.
  func checkNames(_ report: (_ field: String, _ message: String) -> Void) {
    let figures = FigureKind.allCases.map(\.rawValue)
    let known = [
      ("headings", headings, ReportHeading.allCases.map(\.rawValue) + figures),
      ("captions", captions, TableKind.allCases.map(\.rawValue) + figures),
    ]
    for (field, given, names) in known {
      for name in given.keys.sorted() where !names.contains(name) {
        report(
          field, "a report has no \(Excerpt.quoted(name))\(Spelling.hint(for: name, among: names))")
      }
    }
  }

  /// What a heading is called.
  public func heading(_ name: ReportHeading) -> String { headings[name.rawValue] ?? name.usual }
}

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
