import Experiments
import NeuralNetworks
import Pipeline
import Reports
import Runner
import Specification

/// `sweep describe`: the network of an architecture file, or of each row of an experiment, layer by
/// layer.
enum DescribeCommand: Command {
  static let name = "describe"
  static let usage = "FILE"
  static let summary = "print networks layer by layer: shapes, parameters, multiply-adds"
  static let options =
    ExperimentArguments.options + [
      Option("--input", "HxWxC", "image shape for a file that holds a network alone: 32x32x3"),
      Option("--classes", "N", "classes that such a network tells apart (default: 10)"),
      Option("--latent", "N", "latent size behind a file that lists an encoder (default: 32)"),
    ]

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let path = try arguments.experiment(for: name)
    let latent = try arguments.integer("--latent", in: 1...1_000_000) ?? 32
    if let model = try ArchitectureFile.read(path, latent: latent) {
      let classes = try arguments.integer("--classes", in: 2...1_000_000) ?? 10
      let architecture = try model.value.architecture(for: input(arguments), classes: classes)
      Terminal.print(ArchitectureListing(architecture).text)
      return .success
    }
    let plan = try ExperimentArguments(arguments, command: name).plan()
    var seen: Set<String> = []
    for trial in plan.trials where !trial.architecture.stacks.isEmpty {
      let text = ArchitectureListing(trial.architecture).text
      guard seen.insert(text).inserted else { continue }
      Terminal.print("\(plan.sweep.rows[trial.row].label)\n\n\(text)\n")
    }
    return .success
  }

  private static func input(_ arguments: Arguments) throws -> Shape {
    guard let text = arguments.value("--input") else {
      throw UsageError(
        "the file holds a network alone: say the shape of its images, as --input 32x32x3")
    }
    let sizes = text.split(separator: "x").map { Int($0) ?? 0 }
    guard sizes.count == 3, sizes.allSatisfy({ (1...100_000).contains($0) }),
      let shape = Shape(sizes)
    else {
      throw UsageError("--input takes height x width x channels, as 32x32x3; found \"\(text)\"")
    }
    return shape
  }
}

/// `sweep schema`: the JSON schema of experiment files.
enum SchemaCommand: Command {
  static let name = "schema"
  static let usage = ""
  static let summary = "print the JSON schema of experiment files"

  static func run(_ arguments: Arguments) -> ExitCode {
    Terminal.print(String(SchemaDocument.json.pretty.dropLast()))
    return .success
  }
}

/// `sweep reference`: the language reference.
enum ReferenceCommand: Command {
  static let name = "reference"
  static let usage = ""
  static let summary = "print the reference of the experiment language"

  static func run(_ arguments: Arguments) -> ExitCode {
    Terminal.print(String(LanguageReference.markdown.dropLast()))
    return .success
  }
}
