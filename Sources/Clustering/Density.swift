import Numerics
import Specification

extension Clusterer {
  /// What samples must be where density is measured.
  ///
  /// - Throws: `ClusteringError` for no samples, values that are not finite, or fewer than needed.
  func checkDensity(_ samples: Matrix<Float>, needed: Int) throws {
    guard samples.rows > 0 else { throw ClusteringError.noSamples }
    if let (row, column) = samples.firstNonFinite {
      throw ClusteringError.notFinite(row: row, column: column)
    }
    guard needed <= samples.rows else {
      throw ClusteringError.tooFewSamples(needed: needed, rows: samples.rows)
    }
  }

  /// What sizes say where density is measured: `options` are numbers of samples by their names.
  func densityFindings(
    _ options: [(name: String, needed: Int)], on samples: SampleFacts
  ) -> [Finding] {
    let refusals = options.filter { $0.needed > samples.rows }.map { option in
      Finding.refusal(
        "\"\(option.name)\" is \(option.needed), and "
          + "\(ClusteringError.tooFewSamples(needed: option.needed, rows: samples.rows))")
    }
    guard refusals.isEmpty, samples.different * 2 < samples.rows else { return refusals }
    return [
      .note(
        "density.different", "Copies of images make places dense",
        detail: "\(samples.different) of \(samples.rows) differ",
        cure:
          "As many copies as a cluster needs are a cluster: take the copies out, or ask for more")
    ]
  }
}

extension Partition {
  /// Clusters that density left, with noise: clusters are numbered by their first sample.
  ///
  /// - Parameters:
  ///   - found: the cluster of each sample, any number from 0, or `noise`.
  ///   - report: what else the method tells.
  ///   - few: what to do where most samples are noise.
  ///   - one: what to do where there is one cluster only.
  init(dense found: [Int], report: JSON, few: String, one: String) {
    var numbers: [Int: Int] = [:]
    let labels = found.map { label in
      guard label != Self.noise else { return label }
      let number = numbers[label] ?? numbers.count
      numbers[label] = number
      return number
    }
    let noise = labels.count { $0 == Self.noise }
    var notes: [Note] = []
    if noise * 2 > labels.count {
      notes.append(
        Note(
          "density.noise", noise == labels.count ? "Every image is noise" : "Most images are noise",
          detail: "\(noise) of \(labels.count)",
          cure: "\(few): scores of what little is left say nothing of the rest"))
    } else if numbers.count == 1 {
      notes.append(
        Note(
          "density.one", "All images that are not noise share one cluster",
          detail: "\(labels.count - noise) of \(labels.count)",
          cure: "\(one), if there should be more"))
    }
    self.init(
      labels: labels, clusters: numbers.count,
      measurements: [Measurement(.noise, Double(noise) / Double(max(1, labels.count)))],
      report: report, notes: notes)
  }
}

extension Metric {
  /// The share of samples in no cluster.
  public static let noise = Metric(
    "noise", title: "noise", unit: .shareOfImages, better: .neither, role: .headline, on: .scored,
    comparedAtSame: [.images],
    formula: """
      The share of images that belong to no cluster. Accuracy and purity count them as wrong; NMI, ARI, \
      homogeneity, completeness and V-measure take them for one cluster more, as scikit-learn does; \
      silhouette and Davies-Bouldin leave them out.
      """)
}
