import Numerics

/// A table whose cells are settled and only have to be written down.
struct Table: Equatable {
  /// A column.
  struct Column: Equatable {
    /// Its heading.
    var title: String
    /// Whether it holds numbers, which stand to the right.
    var isNumeric: Bool
  }

  /// A cell.
  enum Cell: Equatable {
    /// Words.
    case text(String)
    /// A mean with its deviation over the seeds, where there are several.
    case value(SampleSummary, digits: Int, isBest: Bool)
    /// No number because every seed failed.
    case failed
    /// No number because a search did not train the row to the end.
    case stopped
    /// No number because the metric does not apply.
    case none
  }

  /// A row.
  struct Row: Equatable {
    /// The cells, one for each column.
    var cells: [Cell]
    /// The number of the note that says which seeds failed, or why the row was stopped.
    var note: Int?
  }

  /// What the table shows, in a sentence.
  var caption: String
  /// The columns.
  var columns: [Column]
  /// The rows.
  var rows: [Row]
  /// What stands below the table: note 1 first.
  var notes: [String] = []
}
