import CKernels

extension Scalar {
  /// The vector kernels of this format, for the instruction set in use.
  package static var kernels: ck_kernels {
    ck_kernels_for(MemoryLayout<Self>.size == 4 ? CK_FLOAT : CK_DOUBLE).pointee
  }
}

/// The instruction sets the kernels are compiled for. Results are the same bits on each.
public enum InstructionSet: Int32, Sendable, Comparable, CaseIterable {
  /// Neither: this CPU cannot run the kernels.
  case none = 0
  /// NEON, which every 64-bit ARM processor has.
  case neon = 1
  /// AVX2 with fused multiply-add (x86-64-v3).
  case avx2 = 2
  /// AVX-512 (x86-64-v4).
  case avx512 = 3

  /// The set in use: the CPU's best, unless the environment variable `SWEEP_ISA` lowers it.
  public static var current: InstructionSet {
    InstructionSet(rawValue: ck_instruction_set()) ?? .none
  }

  /// Uses at most this set from now on.
  package func limit() { ck_limit_instruction_set(rawValue) }

  /// Less capable first.
  public static func < (left: InstructionSet, right: InstructionSet) -> Bool {
    left.rawValue < right.rawValue
  }
}
