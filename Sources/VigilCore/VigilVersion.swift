/// The version of this program, written into every result.
public enum VigilVersion {
  /// Semantic version; `docs/changelog.md` lists the changes of each.
  public static let current = "0.1.0"
}
