import Numerics
import Specification

extension KMeans {
  /// Clusters that the samples allow.
  public func findings(on samples: SampleFacts, classes: Int?) -> [Finding] {
    clusterFindings(on: samples, classes: classes)
  }
}

extension MiniBatchKMeans {
  /// Clusters that the samples allow, and batches smaller than all of them.
  public func findings(on samples: SampleFacts, classes: Int?) -> [Finding] {
    let known = clusterFindings(on: samples, classes: classes)
    // The usual size is cut without a word: nobody asked for it.
    guard batchSize > samples.rows, batchSize != MiniBatchKMeans().batchSize, known.isEmpty else {
      return known
    }
    return [
      .note(
        "miniBatchKMeans.batch", "A mini-batch is larger than all samples together",
        detail: "\(batchSize) of \(samples.rows)",
        cure: "It is cut to their number; \"kmeans\" uses all samples in every round")
    ]
  }
}

extension SphericalKMeans {
  /// Clusters that the samples allow.
  public func findings(on samples: SampleFacts, classes: Int?) -> [Finding] {
    let known = clusterFindings(on: samples, classes: classes)
    guard samples.columns == 1, known.isEmpty else { return known }
    return [
      .note(
        "sphericalKMeans.columns", "Samples of one number point one way or the other",
        cure: "There are at most two clusters, by sign: reduce to more dimensions")
    ]
  }
}

extension DBSCAN {
  /// Samples enough for a core.
  public func findings(on samples: SampleFacts, classes: Int?) -> [Finding] {
    densityFindings([("minSamples", minimumSamples)], on: samples)
  }
}

extension HDBSCAN {
  /// Samples enough for a cluster, and for two of them.
  public func findings(on samples: SampleFacts, classes: Int?) -> [Finding] {
    let options = [("minClusterSize", minimumClusterSize), ("minSamples", neighbour)]
    let known = densityFindings(minimumSamples == nil ? [options[0]] : options, on: samples)
    guard known.isEmpty, 2 * minimumClusterSize > samples.rows else { return known }
    return [
      .note(
        "hdbscan.size", "There is no room for two clusters, so that every image will be noise",
        detail: "\(samples.rows) images, \(minimumClusterSize) to a cluster",
        cure: "Lower \"minClusterSize\": clusters are what the whole falls into")
    ]
  }
}

extension Agglomerative {
  /// Clusters that the samples allow.
  public func findings(on samples: SampleFacts, classes: Int?) -> [Finding] {
    clusterFindings(on: samples, classes: classes)
  }
}

extension GaussianMixture {
  /// Clusters that the samples allow, and samples enough for the covariances.
  public func findings(on samples: SampleFacts, classes: Int?) -> [Finding] {
    let known = clusterFindings(on: samples, classes: classes)
    guard known.isEmpty, covariance == .full, let count = clusters?.counts.upperBound ?? classes
    else { return known }
    let needed = Double(count) * (Double(samples.columns) + 1)
    guard Double(samples.different) < needed else { return [] }
    return [
      .note(
        "gaussianMixture.samples", "There are fewer samples than full covariances need",
        detail: "\(samples.different) for \(count) components of \(samples.columns) dimensions",
        cure: "Only \"regularization\" keeps them from being singular: reduce the samples first, "
          + "or choose the covariance \"diagonal\" or \"tied\"")
    ]
  }
}

extension Spectral {
  /// Clusters and neighbours that the samples allow.
  public func findings(on samples: SampleFacts, classes: Int?) -> [Finding] {
    let known = clusterFindings(on: samples, classes: classes)
    guard neighbours < samples.rows || samples.rows < 2 else {
      return known + [
        .refusal(
          "each sample is to be joined to \(neighbours) neighbours, but there are only "
            + "\(samples.rows - 1) others: write \"neighbours\": \(max(1, samples.rows / 4))")
      ]
    }
    guard neighbours >= samples.different, samples.different > 1, known.isEmpty else {
      return known
    }
    return [
      .note(
        "spectral.different", "There are fewer different images than neighbours",
        detail: "\(samples.different) of \(samples.rows) differ",
        cure: "Each of them is joined to all others; lower \"neighbours\"")
    ]
  }
}
