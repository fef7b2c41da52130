import Datasets
import Experiments
import NeuralNetworks
import Specification

/// The settings of an experiment that differ from the defaults, and what each row changes.
struct SettingsList {
  private let sweep: ExpandedSweep

  /// Lists the settings of a sweep.
  init(_ sweep: ExpandedSweep) { self.sweep = sweep }

  /// What the list is.
  var heading: String {
    let isTrained = sweep.rows.contains {
      $0.experiment.model.map { !($0.value is Pixels) } ?? false
    }
    return isTrained
      ? "The training, and what differs from the defaults:" : "What differs from the defaults:"
  }

  /// A bullet for each group of settings that all rows share; a group in which rows differ is marked.
  var markdown: String {
    let rows = sweep.rows.map { Self.settings(of: $0.experiment) }
    // The fullest row first: one on pixels alone has no training to put in its place.
    let fullest = rows.max { $0.count < $1.count } ?? []
    let names = ([fullest] + rows).reduce(into: [String]()) { names, row in
      for setting in row where !names.contains(setting.name) { names.append(setting.name) }
    }
    let place = sweep.rows.contains { $0.setting.name != nil } ? "below" : "the tables"
    let lines = names.map { name -> String in
      let texts = rows.compactMap { row in row.first { $0.name == name }?.text }
      let first = texts.first ?? ""
      let isShared = texts.allSatisfy { $0 == first }
      return "- \(name): \(Markdown.escaped(first))\(isShared ? "" : " (varies, see \(place))")"
    }
    return (lines + changes).joined(separator: "\n") + "\n"
  }

  /// What the named rows stand for.
  private var changes: [String] {
    let named = sweep.rows.filter {
      $0.setting.name != nil && !$0.setting.overrides.entries.isEmpty
    }
    return named.map { row in
      let entries = row.setting.overrides.entries.map { entry in
        Markdown.code("\(entry.path) = \(Self.short(entry.value))")
      }
      return "- **\(Markdown.escaped(row.label))**: \(entries.joined(separator: ", "))"
    }
  }

  private static func short(_ value: JSON) -> String {
    let text = PathText.shortened(value.string ?? value.canonical)
    return text.count <= 200 ? text : String(text.prefix(200)) + "…"
  }

  private static func settings(of experiment: Experiment) -> [(name: String, text: String)] {
    var list: [(name: String, text: String)] = []
    for (split, source) in experiment.dataset.splits {
      let text = SettingText.words(of: source.described)
      let kind = type(of: source.described).kind
      // A path says by itself that it names images.
      let shown = kind == "images" ? String(text.dropFirst(kind.count + 1)) : text
      list.append(("\(split.words) images", shown))
    }
    let scale = experiment.dataset.scale
    if scale != .unit { list.append(("pixel scale", SettingText.text(of: scale.json))) }
    list += preparation(experiment.dataset)
    if let model = experiment.model, !(model.value is Pixels) {
      list += training(experiment.training)
    }
    if !experiment.reduction.isEmpty {
      let steps = experiment.reduction.map { SettingText.words(of: $0.described) }
      list.append(("reduction", steps.joined(separator: "; then ")))
    }
    if let clusterer = experiment.clustering {
      list.append(("clustering", SettingText.words(of: clusterer.described)))
    }
    let evaluation = experiment.evaluation
    let fit = evaluation.fit.map { ", reduction fitted to the \($0.words) images" } ?? ""
    if !evaluation.settings.isEmpty {
      list.append(("evaluation", "on the \(evaluation.split.words) images\(fit)"))
    }
    list.append(("seeds", experiment.seeds.map(String.init).joined(separator: ", ")))
    return list
  }

  /// What was done to the images when they were read.
  private static func preparation(_ dataset: DatasetSpecification) -> [(String, String)] {
    var list: [(String, String)] = []
    if let channels = dataset.channels { list.append(("channels", channels.rawValue)) }
    if let size = dataset.resize {
      let words = [dataset.fit?.rawValue, dataset.filter?.rawValue].compactMap { $0 }
      list.append(
        ("resized to", (["\(size.height) x \(size.width)"] + words).joined(separator: ", ")))
    }
    if let side = dataset.padTo { list.append(("padded to", "\(side) x \(side)")) }
    if let ground = dataset.ground { list.append(("ground under transparency", ground.rawValue)) }
    return list
  }

  private static func training(_ training: Training) -> [(name: String, text: String)] {
    let named = [
      "loss": training.loss?.described, "optimizer": training.optimizer?.described,
      "init": training.initialization?.described,
    ]
    let changed = Set(training.settings.map(\.name))
    // Readers look for these even where they are as usual.
    let wanted = ["optimizer", "epochs", "batchSize"]
    let shown = (training.json.members ?? []).filter {
      (changed.contains($0.name) || wanted.contains($0.name)) && $0.value != .null
    }
    return shown.map { setting in
      let text =
        (named[setting.name] ?? nil).map { SettingText.words(of: $0) }
        ?? SettingText.text(of: setting.value)
      return ("training \(Sentence.spaced(setting.name))", text)
    }
  }
}

/// Options as a person would say them.
enum SettingText {
  /// A layer with the options that differ from the defaults: `conv 64, kernel 3, padding 1`.
  static func text(of value: any Described) -> String {
    let primary = primaryName(of: value)
    let settings = shown(of: value)
    let first = settings.first { $0.name == primary }.map { named($0.name, $0.value) } ?? ""
    let rest = settings.filter { $0.name != primary }.map { spoken($0.name, $0.value) }
    return ([type(of: value).kind + first] + rest).joined(separator: ", ")
  }

  /// Any other choice in words: `PCA, dimensions 12, whiten`, but `synthetic faces, count 400`.
  static func words(of value: any Described) -> String {
    let primary = primaryName(of: value)
    let settings = shown(of: value)
    let name = settings.first { $0.name == primary }.flatMap {
      $0.value.string.map(PathText.shortened)
    }
    let rest = settings.filter { name == nil || $0.name != primary }.map {
      spoken($0.name, $0.value)
    }
    let title = type(of: value).title
    return ([name.map { "\(title) \($0)" } ?? title] + rest).joined(separator: ", ")
  }

  /// The options that differ from the defaults, and those that readers look for even where they do
  /// not: the primary field, a kernel, a count.
  private static func shown(of value: any Described) -> [JSON.Member] {
    let changed = Set(value.settings.map(\.name))
    let wanted = ["kernel", "count", primaryName(of: value)]
    return (value.json.members ?? []).filter {
      (changed.contains($0.name) || wanted.contains($0.name)) && $0.value != .null
    }
  }

  static func spoken(_ name: String, _ value: JSON) -> String {
    value == true.json ? Sentence.spaced(name) : "\(Sentence.spaced(name)) \(text(of: value))"
  }

  /// The primary option of a layer, with its name where it does not say what it is: `conv 64`, but
  /// `leakyReLU, slope 0.01`.
  private static func named(_ name: String, _ value: JSON) -> String {
    let isFraction = value.number.map { $0 != $0.rounded() } ?? false
    return isFraction ? ", \(Sentence.spaced(name)) \(text(of: value))" : " \(text(of: value))"
  }

  /// A value in a line: numbers and words as they are, lists with brackets.
  static func text(of value: JSON) -> String {
    if let elements = value.elements {
      return "[" + elements.map { text(of: $0) }.joined(separator: ", ") + "]"
    }
    guard let members = value.members else {
      return value.string.map(PathText.shortened) ?? value.canonical
    }
    return members.filter { $0.value != .null }
      .map { "\(Sentence.spaced($0.name)) \(text(of: $0.value))" }.joined(separator: ", ")
  }

  private static func primaryName<T: Described>(of value: T) -> String? {
    T.fields.first { $0.isPrimary }?.name
  }
}
