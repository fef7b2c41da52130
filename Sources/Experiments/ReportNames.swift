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
