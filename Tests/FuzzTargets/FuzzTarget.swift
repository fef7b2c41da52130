import Foundation
import TestSupport

/// One format that the program reads, and how.
package struct FuzzTarget: Sendable {
  /// How inputs are made of seeds.
  package enum Mutation: Sendable {
    /// Bytes are changed, put in and taken away.
    case bytes
    /// Numbers of a text become others.
    case numbers
  }

  /// Its name: the folder of its findings.
  package let name: String
  /// Whole inputs that are accepted, or nearly.
  package let seeds: [[UInt8]]
  /// How inputs are made of them.
  package let mutation: Mutation
  /// Reads one input, in a folder for its files; refusals are thrown.
  package let read: @Sendable ([UInt8], TemporaryFolder) throws -> Void

  package init(
    _ name: String, seeds: [[UInt8]], mutation: Mutation = .bytes,
    read: @escaping @Sendable ([UInt8], TemporaryFolder) throws -> Void
  ) {
    self.name = name
    self.seeds = seeds
    self.mutation = mutation
    self.read = read
  }

  /// The input of a number: the same for the same seed.
  package func input(seed: UInt64, number: UInt64) -> [UInt8] {
    Mutator(target: name, seeds: seeds, seed: seed, number: number).input(mutation)
  }

  /// How an input went.
  package enum Outcome: Sendable {
    case accepted
    case refused
    /// Refused without a word.
    case silent
  }

  /// Reads an input.
  package func outcome(of input: [UInt8], in folder: TemporaryFolder) -> Outcome {
    do {
      try read(input, folder)
      return .accepted
    } catch {
      return "\(error)".isEmpty ? .silent : .refused
    }
  }
}
