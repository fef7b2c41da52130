import Numerics
import Specification

/// Falling into clusters: the divergence of soft assignments from target shares that are computed anew from
/// time to time, by itself or with a weight beside the reconstruction.
package struct ClusterAssignment: Objective {
  /// The steps after which targets are computed anew.
  package let updateInterval: Int
  /// Training ends when fewer than this share of the images change their cluster between updates.
  package let tolerance: Double
  /// The weight of the divergence.
  package let weight: Double
  /// The reconstruction, where there is one.
  package var reconstruction: Reconstruction?

  package func measured(by loss: (any Loss)?) throws -> ClusterAssignment {
    var copy = self
    copy.reconstruction = try reconstruction?.measured(by: loss)
    guard reconstruction != nil || loss == nil else {
      throw TrainingError.unsuitableLoss(Self.ownLoss)
    }
    return copy
  }

  private static var ownLoss: String {
    "\"dec\" makes the divergence of its clusters small and nothing else: leave \"loss\" out"
  }

  package var title: String {
    guard let reconstruction else { return "loss (KL divergence of clusters)" }
    return reconstruction.title.dropLast() + " + KL divergence of clusters)"
  }

  package var givesImagesBack: Bool { reconstruction != nil }
  package var takesLoss: Bool { reconstruction != nil }
  package var reduction: Reduction { reconstruction?.reduction ?? .mean }

  package func findings(on training: Training) -> [(field: String, finding: Finding)] {
    var findings: [(String, Finding)] = []
    if reconstruction == nil, training.loss != nil {
      findings.append(("loss", .refusal(Self.ownLoss)))
    }
    if training.initialization != nil {
      findings.append(
        (
          "init",
          .refusal("the first weights are those of \"pretrain\" and of k-means: leave it out")
        ))
    }
    return findings
  }

  package func memory(batch: Int, _ architecture: Architecture) -> (targets: Int, scratch: Int) {
    reconstruction?.memory(batch: batch, architecture) ?? (0, 0)
  }

  package func setTargets(of batch: Batch, in network: Network<Float>) {
    reconstruction?.setTargets(of: batch, in: network)
  }

  package func penaltyWeight(inEpoch epoch: Int) -> Double { weight }

  package func lossesPerImage(_ architecture: Architecture) -> Int {
    reconstruction?.lossesPerImage(architecture) ?? 1
  }

  package func losses<T: Scalar>(
    of output: Numbers<T>, gradient: Numbers<T>?, in network: Network<T>, _ pass: Pass<T>
  ) -> LossSums {
    if let reconstruction {
      return reconstruction.losses(of: output, gradient: gradient, in: network, pass)
    }
    let count = pass.count * network.architecture.output.count
    gradient?.base.update(repeating: 0, count: count)
    return LossSums(penalty: network.penalty(pass), count: pass.count)
  }

  package func companion(images: Int) -> (any TrainingCompanion)? {
    ClusterTargets(self, images: images)
  }
}

/// The target shares of the training images of a deep clustering, computed anew at every update.
final class ClusterTargets: TrainingCompanion {
  private let objective: ClusterAssignment
  private let images: Int
  /// The shares q at the last update: `[images, clusters]`; empty before the first.
  private var shares: [Float] = []
  /// The targets p that follow from them.
  private var targets: [Float] = []
  private var frequencies: [Float] = []
  private var labels: [Int] = []

  init(_ objective: ClusterAssignment, images: Int) {
    self.objective = objective
    self.images = images
  }

  /// Takes the weights of the autoencoder and the centres; without them the weights stay as they were
  /// drawn, and the vectors of images drawn at random are the centres.
  func begin(_ run: TrainingRun, from start: TrainingStart?) throws {
    if let start {
      let weights = try SafeTensors.decode(start.weights).weights
      let needed = run.network.tensors.filter { !$0.name.hasPrefix("clusters.") }
      let faults = weights.misfits(
        needed.map { ($0.name, $0.specification.shape) }, allowsOthers: true)
      guard faults.isEmpty else { throw TrainingError.misfits(faults) }
      run.network.take(weights) { !$0.hasPrefix("clusters.") }
    }
    guard let layer = run.network.softAssignment else { return }
    let places = run.network.weights[layer.centres]
    let count = run.network.architecture.embedding.count * layer.clusters
    if let centres = start?.centres {
      guard centres.elements.count == count else {
        throw TrainingError.weights("the centres are not those of \(layer.clusters) clusters")
      }
      for (index, value) in centres.elements.enumerated() { places.base[index] = value }
      return
    }
    var random = RandomStream(seed: run.trainer.seed, purpose: "centres")
    let drawn = Set(random.permutation(images).prefix(layer.clusters))
    var next = 0
    passOverImages(run) { network, first, pass, vectors in
      let size = network.architecture.embedding.count
      for row in 0..<pass.count where drawn.contains(first + row) {
        // The pass reads the centres too, but their shares are not looked at.
        (places.base + next * size).update(from: vectors.base + row * size, count: size)
        next += 1
      }
    }
  }

  /// Computes shares and targets anew where it is time; true when too few images changed their cluster.
  func update(_ run: TrainingRun) -> Bool {
    guard run.progress.steps % objective.updateInterval == 0,
      let layer = run.network.softAssignment
    else { return false }
    let before = labels
    var shares = Array(repeating: Float(0), count: images * layer.clusters)
    passOverImages(run) { network, first, pass, _ in
      let q = pass.memory[layer.shares].base
      for index in 0..<pass.count * layer.clusters {
        shares[first * layer.clusters + index] = q[index]
      }
    }
    take(shares, clusters: layer.clusters)
    guard !before.isEmpty else { return false }
    let changed = zip(before, labels).count { $0 != $1 }
    return Double(changed) < objective.tolerance * Double(images)
  }

  private func take(_ shares: [Float], clusters: Int) {
    self.shares = shares
    frequencies = (0..<clusters).map { cluster in
      let column = stride(from: cluster, to: shares.count, by: clusters)
      return Float(column.reduce(0.0) { $0 + Double(shares[$1]) })
    }
    targets = shares
    labels = (0..<images).map { image in
      let row = shares[image * clusters..<(image + 1) * clusters]
      return row.indices.max { (row[$0], $1) < (row[$1], $0) }.map { $0 - row.startIndex } ?? 0
    }
    targets.withUnsafeMutableBufferPointer { targets in
      guard let base = targets.baseAddress else { return }
      for image in 0..<images {
        shares.withUnsafeBufferPointer { shares in
          guard let q = shares.baseAddress else { return }
          TargetShares.sharpen(
            q + image * clusters, frequencies, clusters, to: base + image * clusters)
        }
      }
    }
  }

  func setTargets(of indices: ArraySlice<Int>, in network: Network<Float>) {
    guard let layer = network.softAssignment, !targets.isEmpty else { return }
    let pass = network.pass(count: indices.count)
    let (places, sums) = (pass.memory[layer.targets].base, pass.memory[layer.frequencies].base)
    for (index, value) in frequencies.enumerated() { sums[index] = value }
    for (row, image) in indices.enumerated() {
      for cluster in 0..<layer.clusters {
        places[row * layer.clusters + cluster] = targets[image * layer.clusters + cluster]
      }
    }
  }

  /// Embeds all images and shares them out among the centres, weights standing still.
  private func passOverImages(
    _ run: TrainingRun,
    _ body: (Network<Float>, _ first: Int, Pass<Float>, _ vectors: Numbers<Float>) -> Void
  ) {
    let network = run.network
    let indices = Array(0..<images)
    let size = network.architecture.input.count
    for start in stride(from: 0, to: images, by: network.batch) {
      let batch = indices[start..<min(images, start + network.batch)]
      run.data.fill(
        batch,
        into: UnsafeMutableBufferPointer(start: network.input.base, count: batch.count * size))
      let pass = network.pass(count: batch.count)
      body(network, start, pass, network.forward(pass, stackCount: 2))
    }
  }

  private static var name: String { "companion.shares" }

  var tensors: [Weights.Tensor] {
    guard !shares.isEmpty else { return [] }
    return [
      Weights.Tensor(name: Self.name, shape: [images, shares.count / images], values: shares)
    ]
  }

  func restore(_ weights: Weights, in network: Network<Float>) {
    guard let tensor = weights[Self.name], tensor.shape.count == 2 else { return }
    take(tensor.values, clusters: tensor.shape[1])
    setTargets(of: [], in: network)
  }
}

extension Network {
  /// The layer that shares vectors out among clusters, where there is one.
  var softAssignment: SoftAssignmentOperation<T>? {
    stacks.lazy.compactMap { $0.first(SoftAssignmentOperation<T>.self) }.first
  }
}
