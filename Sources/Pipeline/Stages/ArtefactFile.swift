/// The names of the files that stages leave for one another and for reports.
package enum ArtefactFile {
  /// Images `[N, H, W, C]`.
  package static let images = "images.npy"
  /// Integer labels `[N]`.
  package static let labels = "labels.npy"
  /// Numbers `[N, d]`.
  package static let embedding = "embedding.npy"
  /// The embedding of the split that a reduction was fitted to.
  package static let fitted = "fitted.npy"
  /// The class that each image is taken for: `[N]`.
  package static let predicted = "predicted.npy"
  /// What the stage reports, as JSON.
  package static let report = "report.json"
  /// The weights of a network.
  package static let weights = "weights.safetensors"
  /// The losses of every epoch, as JSON.
  package static let curve = "curve.json"
  /// The reconstruction errors at checkpoints, as JSON.
  package static let checkpoints = "checkpoints.json"
  /// The originals of the shown images, scaled: `[shown, H, W, C]`.
  package static let originals = "originals.npy"
  /// The reconstructions of the shown images: `[shown, H, W, C]`.
  package static let reconstructions = "reconstructions.npy"
  /// The centres of the clusters: `[clusters, d]`.
  package static let centres = "centres.npy"
  /// The mean of what a principal component analysis was fitted to: `[d]`.
  package static let mean = "mean.npy"
  /// The principal components: `[k, d]`.
  package static let components = "components.npy"
  /// The merges of an agglomerative clustering: `[n - 1, 4]`, each the two clusters, the distance and
  /// the size.
  package static let merges = "merges.npy"

  /// The points of the input (0) or of a layer (from 1): `[n, 2]`.
  package static func layer(_ index: Int) -> String { "layer-\(index).npy" }
}
