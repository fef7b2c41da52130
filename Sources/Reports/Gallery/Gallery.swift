import Datasets
import Experiments
import Figures
import Files
import NeuralNetworks
import Numerics
import Pipeline
import Reduction
import Runner
import Specification

/// A figure before it is drawn, with what a report says about it.
struct Picture {
  /// The name of the file, without the ending: `curves`, `embedding-latent-32`.
  var name: String
  /// What the report calls it.
  var title: String
  /// The setting that it is about, where the same is drawn of several; empty without any.
  var panel = ""
  /// What to see in it.
  var caption: String
  /// The points that it shows, for a page on which they can be touched; none for other figures.
  var plots: [EmbeddingPlot] = []
  /// The figure.
  var figure: any Figure
}

/// What draws one kind of figure from the artefacts of a sweep.
protocol PictureMaker {
  /// Whether a report shows the figure when the file does not say which ones it wants.
  static func suits(_ study: Study) -> Bool
  /// Why a plan leaves nothing of the kind to show, with what it takes; nil when it may be drawn.
  static func obstacle(in plan: SweepPlan) -> String?
  /// The figures; none when the sweep has nothing of the kind to show.
  static func pictures(of study: Study) throws -> [Picture]
}

/// The figures that a result deserves.
struct Gallery {
  /// A figure that is drawn.
  struct Drawn {
    /// The name of the file that the report shows.
    var file: String { files.first?.name ?? "" }
    /// Its kind.
    var kind: FigureKind
    /// What the report calls it.
    var title: String
    /// The setting that it is about; empty without any.
    var panel: String
    /// What to see in it.
    var caption: String
    /// The points that it shows; none for other figures.
    var plots: [EmbeddingPlot]
    /// The picture as PNG, whether a file holds it or not.
    var png: [UInt8]
    /// The files, in the formats that the experiment asks for.
    var files: [(name: String, bytes: [UInt8])]

    /// The title with the setting.
    var fullTitle: String { panel.isEmpty ? title : "\(title), \(panel)" }

    /// The pixels across: a PNG begins with a signature of 8 bytes, the length and name of its header,
    /// and the width as four bytes (PNG specification, 5.2 and 11.2.2).
    var width: Int { png.dropFirst(16).prefix(4).reduce(0) { $0 << 8 | Int($1) } }
    /// How many pixels the picture is high.
    var height: Int { png.dropFirst(20).prefix(4).reduce(0) { $0 << 8 | Int($1) } }
  }

  /// What came of drawing.
  struct Result {
    /// The figures, in the order of the report.
    var figures: [Drawn] = []
    /// Figures that could not be drawn, with the reason.
    var notes: [String] = []
  }

  private let study: Study
  private let fonts: FallbackFonts

  /// Prepares to draw with fonts for what the built-in typeface lacks.
  init(_ study: Study, _ fonts: FallbackFonts) {
    self.study = study
    self.fonts = fonts
  }

  /// The kinds that are asked for: those that the file names, in its order, else those that suit.
  private var chosen: [FigureKind] {
    study.options.figures ?? FigureKind.allCases.filter { $0.maker.suits(study) }
  }

  /// Draws everything.
  ///
  /// A figure whose data is missing becomes a note: tables must not be lost for a picture.
  /// - Throws: `DamagedArtefact`, for what is damaged can be computed again.
  func draw() throws -> Result {
    var result = Result()
    var pictures: [(kind: FigureKind, picture: Picture)] = []
    for kind in chosen {
      do {
        let made = try kind.maker.pictures(of: study)
        if made.isEmpty, study.options.figures != nil {
          result.notes.append(Self.missing(kind, study))
        }
        pictures += made.map { (kind, $0) }
      } catch let damage as DamagedArtefact {
        throw damage
      } catch {
        result.notes.append(Self.note(kind, error))
      }
    }
    let figures = pictures.map(\.picture.figure)
    let formats = study.options.formats
    let drawn = Parallel.map(blocks: figures.count) { [fonts] index in
      FallbackFonts.$current.withValue(fonts) {
        Swift.Result { () -> (png: [UInt8], files: [[UInt8]]) in
          let png = try figures[index].png()
          return (png, try formats.map { $0 == .png ? png : try figures[index].svg() })
        }
      }
    }
    for ((kind, picture), drawn) in zip(pictures, drawn) {
      do {
        let name = unused(picture.name, in: result)
        let files = zip(formats, try drawn.get().files).map {
          (name: "\(name).\($0.rawValue)", bytes: $1)
        }
        result.figures.append(
          Drawn(
            kind: kind, title: picture.title, panel: picture.panel, caption: picture.caption,
            plots: picture.plots, png: try drawn.get().png, files: files))
      } catch {
        result.notes.append(Self.note(kind, error))
      }
    }
    // What names and labels hold is in a note of the plan already.
    let unexpected = Set(fonts.missing).subtracting(fonts.missing(in: study.plan.figureTexts))
    result.notes += MissingCharacters.groups(unexpected.sorted()).map(\.sentence)
    return result
  }

  /// A figure that the file names and that is not there.
  private static func missing(_ kind: FigureKind, _ study: Study) -> String {
    let reason = kind.maker.obstacle(in: study.plan) ?? "no trial left what it shows"
    return "The figure \"\(kind.rawValue)\" could not be drawn: \(reason)."
  }

  private static func note(_ kind: FigureKind, _ error: any Error) -> String {
    "The figure \"\(kind.rawValue)\" could not be drawn: \(PathText.shortened("\(error)"))."
  }

  /// The name, or one with a number where a figure has it already.
  private func unused(_ picture: String, in result: Result) -> String {
    var name = picture
    var number = 2
    while result.figures.contains(where: { $0.file.hasPrefix(name + ".") }) {
      name = "\(picture)-\(number)"
      number += 1
    }
    return name
  }

  /// A label as part of a file name: small letters, digits and hyphens. A long one is cut, and one in
  /// another script left out; what is lost a number stands for, so that names tell labels apart.
  static func slug(_ label: String) -> String {
    let words = label.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let name = words.joined(separator: "-")
    let isWhole = name.utf8.count <= nameLength && (!name.isEmpty || label.isEmpty)
    if isWhole { return name }
    let number = SHA256.hexadecimal(of: label).prefix(8)
    return ([name.prefix(nameLength - 9)] + [number]).filter { !$0.isEmpty }.joined(separator: "-")
  }

  /// Labels are no longer than this in the name of a file.
  private static let nameLength = 80
}

extension FigureKind {
  /// What draws the figures of this kind: a kind without a maker does not compile.
  var maker: any PictureMaker.Type {
    switch self {
    case .bars: BarPictures.self
    case .heatMap: HeatMapPictures.self
    case .lines: LinePictures.self
    case .search: SearchPictures.self
    case .clusterChoice: ClusterChoicePictures.self
    case .curves: CurvePictures.self
    case .checkpoints: CheckpointPictures.self
    case .eigenimages: EigenimagePictures.self
    case .scree: ScreePictures.self
    case .embedding: EmbeddingPictures.self
    case .layers: LayerPictures.self
    case .confusion: ConfusionPictures.self
    case .reconstructions: ReconstructionPictures.self
    case .gallery: ManyReconstructionPictures.self
    case .interpolation: InterpolationPictures.self
    case .clusters: ClusterPictures.self
    case .dendrogram: DendrogramPictures.self
    case .filters: FilterPictures.self
    case .examples: ExamplePictures.self
    }
  }
}

extension SweepPlan {
  /// The plan, with a note for every figure that its file names and that it leaves nothing to draw for,
  /// and for characters that no font draws.
  ///
  /// - Throws: `Problem` when the font that the file names cannot be read, or an outline in it that is drawn.
  public func notingFigures() throws(Problem) -> SweepPlan {
    var plan = self
    let fonts = try fallbackFonts()
    let missing = fonts.missing(in: figureTexts)
    if let flaw = fonts.flaws.first { throw fontProblem(flaw.description) }
    for group in MissingCharacters.groups(missing) { plan.notes.add(group.note) }
    for (place, kind) in (sweep.report.figures ?? []).enumerated() {
      guard let obstacle = kind.maker.obstacle(in: self) else { continue }
      let path = JSONPath([.name("report"), .name("figures"), .index(place)])
      plan.notes.add(
        Note(
          "figure.\(kind.rawValue)", "The figure \"\(kind.rawValue)\" cannot be drawn",
          detail: obstacle, cure: "Take it out of \"figures\", or give it what it shows", at: path,
          location: sweep.rows.first?.location(of: path)))
    }
    return plan
  }

  /// Whether any trial has something.
  func has(_ something: (TrialPlan) -> Bool) -> Bool {
    trials.contains(where: something)
  }

  /// Whether any row leaves a number that rows are ranked by.
  var isRanked: Bool {
    has { $0.score != nil || $0.classify != nil || $0.train != nil || !$0.reconstruct.isEmpty }
  }
}
