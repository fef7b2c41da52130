import Files

/// The memory of this machine, or what the control group of this process may use of it.
public enum MachineMemory {
  /// The bytes that programs could take now; without limit where the system does not tell.
  static var free: Int { Platform.memory.free ?? .max }

  /// The bytes that there are; without limit where the system does not tell.
  public static var total: Int { Platform.memory.total ?? .max }
}
