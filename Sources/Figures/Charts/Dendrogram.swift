/// The last merges of an agglomerative clustering, as a tree.
public struct Dendrogram: Figure {
  /// Two clusters becoming one. Of n samples, clusters 0 to n - 1 are the samples, and merge i makes
  /// cluster n + i.
  public struct Merge: Sendable, Equatable {
    /// One of the two clusters.
    public var left: Int
    /// The other.
    public var right: Int
    /// The distance at which they merge.
    public var height: Double
    /// The samples of the new cluster.
    public var count: Int

    /// Describes a merge.
    public init(left: Int, right: Int, height: Double, count: Int) {
      self.left = left
      self.right = right
      self.height = height
      self.count = count
    }
  }

  /// The heading; may be empty.
  public var title: String
  /// All merges in order: one fewer than there are samples.
  public var merges: [Merge]
  /// How many of the last merges are drawn.
  public var shownMerges: Int
  /// The clusters the tree is cut into, each in its colour; no cut when nil.
  public var clusters: Int?
  /// What the height measures.
  public var heightTitle: String
  /// The extent in points.
  public var size: Size

  /// Describes a dendrogram.
  public init(
    title: String = "", merges: [Merge], shownMerges: Int = 29, clusters: Int? = nil,
    heightTitle: String = "merge distance", size: Size = Size(720, 420)
  ) {
    self.title = title
    self.merges = merges
    self.shownMerges = shownMerges
    self.clusters = clusters
    self.heightTitle = heightTitle
    self.size = size
  }

  public func drawing() -> Drawing {
    let tree = DendrogramTree(merges, shown: max(1, min(shownMerges, 200)), clusters: clusters)
    var page = Page(
      size: Page.size(ofChart: size), title: title,
      notes: merges.isEmpty ? ["No merges."] : Page.notes(skipped: tree.skipped))
    let count = Double(max(1, tree.leaves.count))
    let labels = CategoryLabels(tree.leaves, slot: (page.room.width - 70) / count)
    let bottom = Frame.Side(
      title: "samples in each branch",
      scale: AxisScale(Axis(range: 0...count), values: []), hasNumbers: false, hasGrid: false,
      namesDepth: labels.depth + 6)
    let left = Frame.Side(
      title: heightTitle,
      scale: AxisScale(Axis(), values: tree.joints.map(\.height) + [0.0], anchor: 0))
    let frame = Frame(bottom: bottom, left: left, in: page.room)
    frame.drawGrid(&page.drawing)
    if let cut = tree.cut { drawCut(at: cut, frame, &page.drawing) }
    for joint in tree.joints { draw(joint, frame, &page.drawing) }
    frame.drawAxes(&page.drawing)
    let centers = tree.leaves.indices.map { frame.point(Double($0) + 0.5, 0).x }
    labels.draw(&page.drawing, centers: centers, top: frame.plot.maxY + 6)
    return page.drawing
  }

  private func draw(
    _ joint: DendrogramTree.Joint, _ frame: Frame, _ drawing: inout Drawing
  ) {
    func pen(_ cluster: Int?) -> Stroke {
      Stroke(color: cluster.map(Palette.color) ?? Style.softInk, width: 1.4)
    }
    for end in [joint.left, joint.right] {
      let leg = [frame.point(end.place, end.height), frame.point(end.place, joint.height)]
      drawing.stroke(leg, pen(end.cluster), clip: frame.plot)
    }
    let bar = [joint.left, joint.right].map { frame.point($0.place, joint.height) }
    drawing.stroke(bar, pen(joint.cluster))
  }

  private func drawCut(at height: Double, _ frame: Frame, _ drawing: inout Drawing) {
    let y = frame.point(0, height).y
    let line = Stroke(color: Style.frame, width: 1, dashes: [4, 3], roundCaps: false)
    drawing.stroke([Point(frame.plot.minX, y), Point(frame.plot.maxX, y)], line)
  }
}

/// The drawn part of a dendrogram: where its branches stand.
struct DendrogramTree {
  /// The upper end of a branch: its place along the bottom and its height.
  struct End {
    let place: Double
    let height: Double
    /// Which cluster of the cut it belongs to; nil above the cut.
    let cluster: Int?
  }

  /// A merge: two branches joined at a height.
  struct Joint {
    let left: End
    let right: End
    let height: Double
    /// Which cluster of the cut it belongs to; nil above the cut.
    let cluster: Int?
  }

  /// The number of samples in each branch that is not followed further down, from the left.
  private(set) var leaves: [String] = []
  private(set) var joints: [Joint] = []
  /// The height of the cut, between the merges it separates.
  let cut: Double?
  /// The merges whose height is not finite.
  private(set) var skipped = 0

  private let merges: [Dendrogram.Merge]
  private let firstShown: Int
  private let clusters: Int
  private var nextCluster = 0

  init(_ merges: [Dendrogram.Merge], shown: Int, clusters: Int?) {
    self.merges = merges
    firstShown = max(0, merges.count - shown)
    self.clusters = max(1, clusters ?? 1)
    let below = merges.count - self.clusters
    if clusters != nil, self.clusters > 1, below >= 0, below + 1 < merges.count {
      let middle = (merges[below].height + merges[below + 1].height) / 2
      cut = middle.isFinite ? middle : nil
    } else {
      cut = nil
    }
    if !merges.isEmpty { _ = follow(merges.count - 1, cluster: clusters == nil ? 0 : nil) }
  }

  /// Follows a merge down to the leaves and returns where its branch ends.
  ///
  /// Only earlier merges are followed from a merge, so that no list of numbers, however wrong, makes
  /// a circle; the depth is at most the number of merges shown.
  private mutating func follow(_ index: Int, cluster: Int?) -> End {
    let merge = merges[index]
    var cluster = cluster
    if cluster == nil, index <= merges.count - clusters { cluster = newCluster() }
    let left = end(of: merge.left, before: index, cluster: cluster)
    let right = end(of: merge.right, before: index, cluster: cluster)
    var height = merge.height
    if !Axis().canShow(height) {
      skipped += 1
      height = max(left.height, right.height)
    }
    joints.append(Joint(left: left, right: right, height: height, cluster: cluster))
    return End(place: (left.place + right.place) / 2, height: height, cluster: cluster)
  }

  private mutating func end(of node: Int, before parent: Int, cluster: Int?) -> End {
    let index = node - (merges.count + 1)
    if index >= firstShown, index < parent { return follow(index, cluster: cluster) }
    let own = cluster ?? newCluster()
    let count = merges.indices.contains(index) ? merges[index].count : 1
    leaves.append(String(count))
    return End(place: Double(leaves.count) - 0.5, height: 0, cluster: own)
  }

  private mutating func newCluster() -> Int {
    nextCluster += 1
    return nextCluster - 1
  }
}
