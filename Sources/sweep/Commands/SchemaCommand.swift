import Experiments
import Specification

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
