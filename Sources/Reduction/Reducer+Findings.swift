import Numerics
import Specification

extension PCA {
  /// Components are a map.
  public var mapsOthers: Bool { true }

  /// The mean takes one dimension away from what samples span.
  public func findings(on samples: SampleFacts) -> [Finding] {
    let span = min(samples.columns, samples.different - 1)
    guard dimensions > span else { return [] }
    return [
      .note(
        "pca.samples", "More principal components are kept than samples can span",
        detail: "\(dimensions) of \(samples.different) different samples, which span at most "
          + "\(max(0, span))",
        cure: "The rest is zero for every sample: keep no more than that")
    ]
  }
}

extension TSNE {
  /// Points are placed, not mapped.
  public var mapsOthers: Bool { false }

  /// The perplexity must leave room among samples that differ.
  public func findings(on samples: SampleFacts) -> [Finding] {
    guard perplexity > Double(samples.different - 1) / 3, samples.different < samples.rows else {
      return []
    }
    return [
      .note(
        "tsne.different", "There are too few different images for the perplexity of t-SNE",
        detail: "\(samples.different) of \(samples.rows) differ",
        cure: "Equal images share a point and the perplexity is lowered to a third of the others; "
          + "look at what made them equal")
    ]
  }
}

extension UMAP {
  /// New samples are placed among those that were.
  public var mapsOthers: Bool { true }

  /// There must be as many samples that differ as neighbours.
  public func findings(on samples: SampleFacts) -> [Finding] {
    guard neighbours > samples.different, neighbours <= samples.rows else { return [] }
    return [
      .note(
        "umap.different", "There are fewer different images than neighbours of UMAP",
        detail: "\(samples.different) of \(samples.rows) differ",
        cure: "Equal images share a point and each is joined to all others; look at what made them "
          + "equal")
    ]
  }
}

extension Standardize {
  /// Means and deviations are a map.
  public var mapsOthers: Bool { true }

  /// One sample has no deviation.
  public func findings(on samples: SampleFacts) -> [Finding] {
    guard samples.different < 2 else { return [] }
    return [
      .note(
        "standardize.different", "All images are equal, so that standardising gives zeros",
        cure: "Look at the images that were read")
    ]
  }
}

extension NormalizeRows {
  /// Every sample is mapped by itself.
  public var mapsOthers: Bool { true }

  /// One number becomes 1 or -1.
  public func findings(on samples: SampleFacts) -> [Finding] {
    guard samples.columns == 1 else { return [] }
    return [
      .note(
        "normalizeRows.columns", "Samples of one number are scaled to length 1",
        cure: "Only their signs are left: leave the step out")
    ]
  }
}

extension Take {
  /// Every sample is mapped by itself.
  public var mapsOthers: Bool { true }

  /// All columns are kept.
  public func findings(on samples: SampleFacts) -> [Finding] {
    guard dimensions == samples.columns else { return [] }
    return [
      .note(
        "take.all", "All dimensions are kept", detail: "\(dimensions) of \(dimensions)",
        cure: "The step changes nothing: leave it out, or keep fewer")
    ]
  }
}
