/// A station's file with all keys, explained: it works as it stands.
public enum StationExample {
  /// The file.
  public static func yaml() -> String {
    var lines = [
      "# yaml-language-server: $schema=station.schema.json",
      "# A station of Vigil. Keys that are commented out have the value that is shown, or show one they can have.",
      "",
    ]
    lines += StationSettings.keys.flatMap { Self.lines($0, of: StationSettings(), indent: "") }
    lines += ["", "# For all cameras; each can have its own."]
    lines += CameraSettings.keys.filter(\.isShared).flatMap {
      Self.lines($0, of: CameraSettings(), indent: "")
    }
    lines += ["", "cameras:", "  door:"]
    lines += CameraSettings.keys.filter { !$0.isShared }.flatMap {
      Self.lines($0, of: CameraSettings(), indent: "    ")
    }
    lines += [
      "", "# Whom to tell of events and faults; any number, each with a name of its own.", "# notify:",
      "#   phone:",
    ]
    // Each kind of channel once, with what says which kind it is, and the keys that only it has.
    func channel(_ keys: [SettingKey<ChannelSettings>]) -> [String] {
      keys.flatMap { key in
        let isGiven = ["url", "command", "from", "to"].contains(key.name)
        return Self.lines(key, of: ChannelSettings(), indent: "    ", isGiven: isGiven)
      }.map { "# " + $0 }
    }
    let others = Set(
      (ChannelSettings.serverKeys + ChannelSettings.brokerKeys + ChannelSettings.mailKeys).map(\.name)
        + ["command"])
    lines += channel(ChannelSettings.keys.filter { !others.contains($0.name) })
    lines += ["#   home:", "#     url: mqtts://broker.example"]
    lines += channel(ChannelSettings.serverKeys + ChannelSettings.brokerKeys)
    lines += ["#   mail:", "#     url: smtp://mail.example"] + channel(ChannelSettings.mailKeys)
    lines += ["#   light:"] + channel(ChannelSettings.keys.filter { $0.name == "command" })
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines<Settings>(
    _ key: SettingKey<Settings>, of settings: Settings, indent: String, isGiven: Bool = false
  ) -> [String] {
    let value = key.example ?? key.written(settings)
    let shown = value.isEmpty ? "" : " " + value
    return [
      "\(indent)# \(key.meaning) (\(key.values))",
      "\(indent)\(key.isRequired || isGiven ? "" : "# ")\(key.name):\(shown)",
    ]
  }
}
