import Numerics
import Runner
import Specification

/// Looks for latent vectors that tell images apart less than they could. What is odd about pixels is
/// said by plans.
struct EmbeddingCollapse {
  private let rows: Int
  private let columns: Int
  private let different: Int
  private let constant: Int

  /// Looks at latent vectors `[n, d]`.
  init(_ vectors: Matrix<Float>) {
    rows = vectors.rows
    columns = vectors.columns
    different = vectors.firstNonFinite == nil ? DistinctRows(vectors).first.count : rows
    constant = vectors.constantColumns.count
  }

  /// What is odd: all vectors equal, most of them, or numbers that are the same for every image.
  var notes: [Note] {
    guard rows > 1 else { return [] }
    if different == 1 || constant == columns { return [collapsed] }
    var notes: [Note] = []
    if different * 2 < rows {
      notes.append(
        Note(
          "embedding.copies", "Most latent vectors are copies of others",
          detail: "\(different) of \(rows) differ",
          cure: "Clusters and scores are those of the few that differ"))
    }
    if constant > 0 {
      notes.append(
        Note(
          "embedding.constant", "Latent dimensions are the same for every image",
          detail: "\(constant) of \(columns)",
          cure: "They tell nothing; a smaller learning rate, batch norm or a leaky activation may "
            + "keep their units alive"))
    }
    return notes
  }

  private var collapsed: Note {
    Note(
      "embedding.collapsed", "All latent vectors are equal", detail: "\(rows) of them",
      cure: "The network tells no image from another, so clusters and scores say nothing; a "
        + "smaller learning rate, batch norm or a leaky activation may help")
  }
}
