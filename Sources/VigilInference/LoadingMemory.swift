import COpenVINO

/// Memory that is resident only because networks were loaded.
public enum LoadingMemory {
  /// Returns it to the system; call it when all networks are loaded.
  ///
  /// About 50 MiB at ten crops, nearly all of it code. Nothing is lost: code that runs later is mapped again.
  public static func release() { vigil_ov_release_loading_memory() }
}
