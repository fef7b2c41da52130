import Numerics
import Specification

/// Cluster centres beside the latent vectors, which pass through as they are: each vector belongs to each
/// centre by a share q, Student's t with one degree of freedom of their distance, and what the layer adds to
/// the loss is the divergence of these shares from target shares p (Xie, Girshick and Farhadi: "Unsupervised
/// deep embedding for clustering analysis", ICML 2016, equations 1, 2, 4 and 5).
///
/// Not written in files: `deepClustering` puts it behind the encoder.
struct SoftAssignment: Layer {
  /// The centres.
  var clusters = 1

  init() {}

  init(clusters: Int) { self.clusters = clusters }

  static var kind: String { "softAssignment" }
  static var summary: String { "centres of clusters, and the share of each vector in them" }
  static var fields: [Field<Self>] { [Field("clusters", \.clusters, "the centres")] }

  func output(for input: Shape) throws(ShapeProblem) -> Shape { input }

  func parameters(for input: Shape) -> [ParameterSpecification] {
    [ParameterSpecification("weight", shape: [clusters, input.count], fanIn: input.count)]
  }

  func multiplyAdds(for input: Shape) -> Int { Count.product([clusters, input.count]).value }

  func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { input }

  func fewestImages(for input: Shape) -> Int { 1 }

  func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout MemoryPlan
  ) -> any Operation<T> {
    SoftAssignmentOperation<T>(size: input.count, clusters: clusters, weights[0], &plan)
  }

  /// The script's own `Centres`, which vectors pass through.
  func pyTorch(for input: Shape) -> String { "Centres(\(clusters), \(input.count))" }
}

/// Soft assignment at work.
struct SoftAssignmentOperation<T: Scalar>: Operation {
  private let size: Int
  let clusters: Int
  /// The centres: `[clusters, size]`.
  let centres: Region
  /// The shares q of the last pass: `[batch, clusters]`.
  let shares: Region
  /// The shares p that q is held against: `[batch, clusters]`. Set by the caller in training; otherwise
  /// made of q and `frequencies`.
  let targets: Region
  /// The sum of q over the training images, cluster by cluster.
  let frequencies: Region
  /// 1 / (1 + squared distance), then the factor of the way back: `[batch, clusters]`.
  private let nearness: Region

  init(size: Int, clusters: Int, _ centres: Region, _ plan: inout MemoryPlan) {
    self.size = size
    self.clusters = clusters
    self.centres = centres
    shares = plan.reserve(plan.batch * clusters)
    targets = plan.reserve(plan.batch * clusters)
    nearness = plan.reserve(plan.batch * clusters)
    frequencies = plan.reserve(clusters)
  }

  var worksInPlace: Bool { false }
  var needsInput: Bool { true }
  var needsOutput: Bool { false }

  /// q_ij = t_ij / sum over j of t_ij with t_ij = 1 / (1 + |z_i - mu_j|^2).
  func forward(_ x: Numbers<T>, _ y: Numbers<T>, _ pass: Pass<T>) {
    y.base.update(from: x.base, count: pass.count * size)
    let centres = pass.weights[self.centres]
    let (shares, nearness) = (pass.memory[self.shares], pass.memory[self.nearness])
    let (targets, frequencies) = (pass.memory[self.targets], pass.memory[self.frequencies])
    Parallel.forEach(blocks: pass.count) { sample in
      let vector = x.base + sample * size
      let (q, t) = (shares.base + sample * clusters, nearness.base + sample * clusters)
      var sum = 0.0
      for cluster in 0..<clusters {
        let centre = centres.base + cluster * size
        var square = 0.0
        for index in 0..<size {
          let distance = Double(vector[index]) - Double(centre[index])
          square += distance * distance
        }
        t[cluster] = T(1 / (1 + square))
        sum += Double(t[cluster])
      }
      for cluster in 0..<clusters { q[cluster] = T(Double(t[cluster]) / sum) }
      guard !pass.isTraining else { return }
      TargetShares.sharpen(
        UnsafePointer(q), UnsafePointer(frequencies.base), clusters,
        to: targets.base + sample * clusters)
    }
  }

  /// dL/dz_i = 2 sum over j of t_ij (p_ij - q_ij) (z_i - mu_j), and the opposite for each centre.
  func backward(
    x: Numbers<T>, y: Numbers<T>, dy: Numbers<T>, dx: Numbers<T>?, _ pass: Pass<T>
  ) {
    let (p, q) = (pass.memory[targets].base, pass.memory[shares].base)
    let factor = pass.memory[nearness].base
    let centres = pass.weights[self.centres].base
    let slope = pass.gradients[self.centres].base
    for place in 0..<pass.count * clusters {
      factor[place] *= T(2 * pass.penaltyFactor) * (p[place] - q[place])
    }
    slope.update(repeating: 0, count: clusters * size)
    dx?.base.update(from: dy.base, count: pass.count * size)
    for sample in 0..<pass.count {
      for cluster in 0..<clusters {
        let weight = factor[sample * clusters + cluster]
        for index in 0..<size {
          let step = weight * (x.base[sample * size + index] - centres[cluster * size + index])
          slope[cluster * size + index] -= step
          dx?.base[sample * size + index] += step
        }
      }
    }
  }

  /// KL(P || Q), the sum over images and clusters of p log(p / q).
  func penalty(_ pass: Pass<T>) -> Double {
    let (p, q) = (pass.memory[targets].base, pass.memory[shares].base)
    var sum = 0.0
    for place in 0..<pass.count * clusters where p[place] > 0 {
      sum += Double(p[place]) * Elementary.log(Double(p[place]) / Double(q[place]))
    }
    return sum
  }
}

/// The target shares of deep embedded clustering.
enum TargetShares {
  /// p_j = (q_j^2 / f_j) / sum over k of (q_k^2 / f_k) for one image, f_j the sum of q_j over all images
  /// (equation 3); zeros before there are any frequencies.
  static func sharpen<T: Scalar>(
    _ q: UnsafePointer<T>, _ frequencies: UnsafePointer<T>, _ clusters: Int,
    to p: UnsafeMutablePointer<T>
  ) {
    func square(_ cluster: Int) -> Double {
      let share = Double(q[cluster])
      return frequencies[cluster] > 0 ? share * share / Double(frequencies[cluster]) : 0
    }
    var sum = 0.0
    for cluster in 0..<clusters { sum += square(cluster) }
    for cluster in 0..<clusters { p[cluster] = sum > 0 ? T(square(cluster) / sum) : 0 }
  }
}
