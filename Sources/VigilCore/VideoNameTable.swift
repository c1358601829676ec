/// Values by the names of videos, which are also found where one side has the name of the video's features, such as
/// `Abuse028_x264_i3d` for `Abuse028_x264`.
public struct VideoNameTable<Value> {
  private let exact: [String: [Value]]
  private let plain: [String: [Value]]

  /// Names values, without folders and extension.
  public init(_ values: some Collection<Value>, name: (Value) -> String) {
    exact = Dictionary(grouping: values, by: name)
    plain = Dictionary(grouping: values) { VideoName.ofFeatures(name($0)) }
  }

  /// What has this very name, else what is of the same video; empty if nothing is.
  public func values(_ name: String) -> [Value] {
    exact[name] ?? plain[VideoName.ofFeatures(name)] ?? []
  }
}

extension VideoNameTable: Sendable where Value: Sendable {}
