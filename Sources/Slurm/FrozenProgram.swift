import Files
import Foundation
import Pipeline
import Runner

/// The programs that jobs run, each copied into the store once, so that a new build does not change
/// what waiting jobs will run.
///
///     slurm/programs/SHA256
enum FrozenProgram {
  /// The folder of the copies.
  static func folder(in store: Store) -> String { Submission.root(of: store) + "/programs" }

  /// Copies a program, unless that was done before.
  ///
  /// - Returns: The path of the copy.
  /// - Throws: `FileError` when it cannot be read or written.
  static func freeze(_ path: String, in store: Store) throws -> String {
    let copy = "\(folder(in: store))/\(try SHA256.hexadecimal(ofFile: path))"
    if !FileSystem.exists(copy) { try write(MappedFile(path: path), to: copy) }
    guard chmod(copy, 0o755) == 0 else { throw FileError.system(copy, "cannot be made a program") }
    FileSystem.touch(copy)
    return copy
  }

  private static func write(_ file: MappedFile, to copy: String) throws(FileError) {
    try AtomicFile.write(to: copy) { (output) throws(FileError) in
      var failure: FileError?
      file.withUnsafeBytes { bytes in
        do throws(FileError) {
          try output.append(bytes)
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
    }
  }
}
