import Numerics
import Runner
import Specification

/// Looks for representations that tell images apart less than they could.
struct EmbeddingCollapse {
  private let rows: Int
  private let columns: Int
  private let different: Int
  private let constant: Int
  private let isLearned: Bool

  /// Looks at vectors `[n, d]`, those of a network or pixels.
  init(_ vectors: Matrix<Float>, isLearned: Bool) {
    rows = vectors.rows
    columns = vectors.columns
    different = vectors.firstNonFinite == nil ? DistinctRows(vectors).first.count : rows
    constant = isLearned ? vectors.constantColumns.count : 0
    self.isLearned = isLearned
  }

  /// What is odd: all vectors equal, most of them, or numbers that are the same for every image. Pixels
  /// of a margin may well be.
  var notes: [Note] {
    if rows > 1, different == 1 || isLearned && constant == columns { return [collapsed] }
    var notes = [Note]()
    if different * 2 < rows {
      notes.append(
        Note(
          "embedding.copies", "Most \(subject) are copies of others",
          detail: "\(different) of \(rows) differ",
          cure: "Clusters and scores are those of the few that differ"))
    }
    if constant > 0, rows > 1 {
      notes.append(
        Note(
          "embedding.constant", "Latent dimensions are the same for every image",
          detail: "\(constant) of \(columns)",
          cure: "They tell nothing; a smaller learning rate, batch norm or a leaky activation may "
            + "keep their units alive"))
    }
    return notes
  }

  private var subject: String { isLearned ? "latent vectors" : "images" }

  private var collapsed: Note {
    Note(
      "embedding.collapsed", "All \(subject) are equal", detail: "\(rows) of them",
      cure: isLearned
        ? "The network tells no image from another, so clusters and scores say nothing; a smaller "
          + "learning rate, batch norm or a leaky activation may help"
        : "There is nothing to cluster: look at the images that were read")
  }
}
