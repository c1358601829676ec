import Yams

/// The channels under `notify:` in a file, with what is wrong with them.
struct ChannelReading {
  var channels: [ChannelSettings] = []
  var mistakes: [StationFileError] = []

  /// - Parameters:
  ///   - node: What the key holds.
  ///   - place: Where the key is.
  ///   - cameras: The names of all cameras of the file, also of wrong ones.
  init(_ node: Node, at place: StationFileError.Place?, cameras: [String], secrets: SecretSource) {
    guard case .mapping(let sections) = node, !sections.isEmpty else {
      let isNothing = node.scalar?.string.isEmpty == true
      mistakes = [
        StationFileError(
          .wrongValue, "notify is \(node.kindName), not a mapping of names to settings",
          at: isNothing ? place : node.place)
      ]
      return
    }
    var names: Set<String> = []
    for (key, section) in sections {
      guard case .scalar(let name) = key, name.string.wholeMatch(of: /[a-z0-9][a-z0-9_-]{0,62}/) != nil else {
        mistakes.append(
          StationFileError(
            .wrongValue,
            "a channel's name has up to 63 letters a-z, digits, - and _, and begins with a letter or digit",
            at: key.place))
        continue
      }
      // YAML takes 1 and "1" for different keys.
      guard names.insert(name.string).inserted else {
        mistakes.append(
          StationFileError(.notYAML, "\"\(name.string)\" is there twice; keep one", at: key.place))
        continue
      }
      read(key, name.string, section, cameras: cameras, secrets: secrets)
    }
  }

  private mutating func read(
    _ key: Node, _ name: String, _ section: Node, cameras: [String], secrets: SecretSource
  ) {
    let owner = "channel \"\(name)\""
    guard case .mapping(let pairs) = section else {
      let place = section.scalar?.string.isEmpty == true ? key.place : section.place
      mistakes.append(
        StationFileError(
          .wrongValue, "\(owner) is \(section.kindName), not a mapping of keys", at: place))
      return
    }
    var channel = ChannelSettings()
    channel.name = name
    var places: [String: StationFileError.Place] = [:]
    var found = SettingReader(
      keys: ChannelSettings.keys, elsewhere: ([], ""), owner: owner, secrets: secrets
    ).read(pairs, into: &channel, places: &places)
    if places["url"] == nil, places["command"] == nil {
      found.append(
        StationFileError(.missingKey, "\(owner) has neither a url nor a command", at: key.place))
    }
    for camera in channel.cameras where !cameras.contains(camera) {
      let near = NearName.suggestion(for: camera, among: cameras)
      found.append(
        StationFileError(
          .wrongValue, "\(owner): there is no camera \"\(camera)\"\(near)", at: places["cameras"]))
    }
    for foreign in channel.foreignKeys where found.isEmpty && places[foreign.name] != nil {
      found.append(
        StationFileError(
          .contradiction, "\(owner): \(foreign.name) is of \(foreign.kinds) only; leave it out",
          at: places[foreign.name]))
    }
    if found.isEmpty, let (keys, reason) = channel.contradiction {
      let place = keys.lazy.compactMap { places[$0] }.first
      found.append(StationFileError(.contradiction, "\(owner): \(keys[0]) \(reason)", at: place))
    }
    if let url = channel.url, url.isBroker,
      let other = channels.first(where: { $0.url?.revealed == url.revealed && $0.topic == channel.topic })
    {
      found.append(
        StationFileError(
          .contradiction, "\(owner) has the broker and the topic of \"\(other.name)\"; give it another topic",
          at: places["url"]))
    }
    mistakes += found
    if found.isEmpty { channels.append(channel) }
  }
}
