/// The table of all keys, for the page `docs/reference/station-file.md`.
public enum StationReference {
  /// The keys of the station, those of cameras, and those of channels, as tables of Markdown.
  public static func markdown() -> String {
    let station = table(StationSettings.keys, of: StationSettings())
    let cameras = table(CameraSettings.keys, of: CameraSettings())
    let channels = table(ChannelSettings.keys, of: ChannelSettings())
    return """
      ## Keys of the station

      \(station)

      ## Keys of a camera

      All but `source` and `detect` may also stand before `cameras:`, for every camera that does not have its own.

      \(cameras)

      ## Keys of a channel

      Channels stand under `notify:`, each under a name of its own, and tell people and programs of events and faults
      ([how](../guide/operate-a-station.md#be-told)).

      \(channels)

      """
  }

  private static func table<Settings>(_ keys: [SettingKey<Settings>], of settings: Settings) -> String {
    let rows = keys.map { key in
      let value = key.written(settings)
      let standard = key.isRequired ? "must be given" : value.isEmpty || value == "[]" ? "" : "`\(value)`"
      return "| `\(key.name)` | \(key.meaning) | \(key.values.replacing("|", with: "\\|")) | \(standard) |"
    }
    return (["| key | what it does | values | if not given |", "|---|---|---|---|"] + rows).joined(
      separator: "\n")
  }
}
