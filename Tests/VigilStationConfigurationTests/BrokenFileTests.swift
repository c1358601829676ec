import Testing
import VigilStationConfiguration

@Suite(.timeLimit(.minutes(15))) struct `A broken file` {
  private func mistakes(_ text: String) -> [String] {
    let secrets = SecretSource(environment: ["EMPTY": ""])
    do throws(StationFileMistakes) {
      return try StationFile(text: text, name: "s.yaml", secrets: secrets).cameraMistakes.map(\.message)
    } catch {
      return error.mistakes.map(\.message)
    }
  }

  @Test(arguments: [
    ("treshold: 0.5", "3:5: camera \"door\" has no key \"treshold\"; did you mean \"threshold\"?"),
    ("Window: 3", "3:5: camera \"door\" has no key \"Window\"; did you mean \"window\"?"),
    ("folder: /a", "3:5: camera \"door\" has no key \"folder\"; it belongs before cameras"),
    ("frobnicate: 1", "3:5: camera \"door\" has no key \"frobnicate\""),
    ("[a]: 1", "3:5: a key is a list, not a name"),
    ("<<: {window: 3}", "3:5: camera \"door\" has no key \"<<\""),
    ("window: many", "3:13: window is \"many\", not a whole number"),
    ("window: 0", "3:13: window is 0, not 1 to 1024"),
    ("window: 1.5", "3:13: window is \"1.5\", not a whole number"),
    ("window: {a: 1}", "3:13: window is a mapping of keys, not a value"),
    ("keep: 30", "3:11: keep is \"30\", not a time such as 10s, 5m, 24h or 30d"),
    ("keep: 10s", "3:11: keep is 10s, not 1m to 365d"),
    ("keep:", "3:5: keep has no value; write a time such as 10s, 5m, 24h or 30d, or leave the key out"),
    ("keep: ~", "3:11: keep has no value; write a time such as 10s, 5m, 24h or 30d, or leave the key out"),
    ("ring: 64", "3:11: ring is \"64\", not a size such as 500MB or 20GiB"),
    ("ring: 2GiB", "3:11: ring is 2GiB, not 1MiB to 1GiB"),
    (
      "record: contnuous",
      "3:13: record is \"contnuous\", not one of events, continuous, off; did you mean \"continuous\"?"
    ),
    ("transport: quic", "3:16: transport is \"quic\", not one of auto, tcp, udp, multicast"),
    ("crops: 3", "3:12: crops is 3, not 1, 5 or 10"),
    ("alarms: often", "3:13: alarms is \"often\", not a rate such as 1/week or 5/day"),
    ("alarms: 0/day", "3:13: alarms is 0/month, not 0.082/month to 60/hour"),
    ("threshold: nan", "3:16: threshold is \"nan\", not a number"),
    ("threshold: 1.5", "3:16: threshold is 1.5, not 0 to 1"),
    (
      "threshold: 0.5\n    review_threshold: 0.6",
      "4:23: camera \"door\": review_threshold is above threshold, so that nothing would be left to look at; lower it, or leave it out"
    ),
    ("enabled: maybe", "3:14: enabled is \"maybe\", not true or false"),
    ("source: [a, b]", "3:13: source is a list, not an address such as rtsp://192.168.1.20/stream1"),
    (
      "source: rtsp://u:p@10.0.0.1/a",
      "3:13: source has a user or a password in it; give them by the keys user and password, and where the address wants them in its path write {user} and {password} there"
    ),
    ("source: rtsp:///a", "3:13: source has no host; write an address such as rtsp://192.168.1.20/stream1"),
    (
      "source: \"rtsp://${HOST}/a\"",
      "3:13: source refers to ${HOST}, which is neither a systemd credential nor in the environment, or is empty; set it, or add LoadCredential=HOST:FILE to the unit"
    ),
    (
      "model: [a, b, c]",
      "3:12: model is a list of 3, not a model, or a list of two: that of the extractor and that of the detector"
    ),
    (
      "schedule: [mun]",
      "3:16: schedule is \"mun\", not always, never, or hours such as [\"mon-fri 18:00-07:00\", \"sat,sun\"]"
    ),
    (
      "schedule: mon 7:00-25:00",
      "3:15: schedule is \"mon 7:00-25:00\", not always, never, or hours such as [\"mon-fri 18:00-07:00\", \"sat,sun\"]"
    ),
    ("privacy: [[0, 0, 0.5, 0.5, 1, 1]]", "3:15: privacy covers nothing: its corners are on a line"),
    (
      "privacy: [[0, 0, 1, 0, 1, 1], [0, 0, 0.3, 0, 0, 0.4, 0.31, 0.4]]",
      "3:35: privacy crosses or touches itself; write the corners in order around the part"
    ),
    (
      "zones: [[0, 0, 0.3, 0, 0, 0.4, 0.3, 0.4]]",
      "3:13: zones crosses or touches itself; write the corners in order around the part"
    ),
    ("zones: [[0, 0, 0.001, 0, 0, 0.001]]", "3:13: zones covers less than a millionth of the picture"),
    (
      "privacy: [[0, 0, 2, 0, 1, 1]]",
      "3:22: privacy has a corner outside the picture, or no number: the x and y of three or more corners, each from 0 to 1, such as [0, 0, 0.5, 0, 0.5, 0.3]"
    ),
    (
      "zones: [0, 0, 1, 0, 1, 1]",
      "3:13: zones is not the x and y of three or more corners, each from 0 to 1, such as [0, 0, 0.5, 0, 0.5, 0.3]"
    ),
    (
      "privacy: [[0, 0, 1, 0, 1, 1]]\n    record: continuous",
      "4:13: camera \"door\": record excludes privacy: packets that are copied cannot be blackened, so such a camera has no recordings; leave out one of them"
    ),
    (
      "privacy:",
      "3:5: privacy has no value; write a list, each the x and y of three or more corners, each from 0 to 1, such as [0, 0, 0.5, 0, 0.5, 0.3], or []"
    ),
    ("password: x", "3:15: camera \"door\": password needs user"),
    (
      "user: x\n    password: ${NOWHERE}",
      "4:15: password refers to ${NOWHERE}, which is neither a systemd credential nor in the environment, or is empty; set it, or add LoadCredential=NOWHERE:FILE to the unit"
    ),
    (
      "user: ${EMPTY}",
      "3:11: user refers to ${EMPTY}, which is neither a systemd credential nor in the environment, or is empty; set it, or add LoadCredential=EMPTY:FILE to the unit"
    ),
    ("user: \"${../up}\"", "3:11: user has a name in ${…} with other letters than A-Z, a-z, 0-9 and _ . -"),
    ("user: \"${UP\"", "3:11: user has ${ without }; a secret that holds ${ can only be given by a name"),
    (
      "user: [x]",
      "3:11: user is a list, not a text, or ${NAME} of a systemd credential or of the environment"
    ),
  ])
  func `tells a mistake of a camera with its place`(lines: String, message: String) {
    let source = lines.hasPrefix("source") ? "" : "\n    source: a.mp4"
    #expect(mistakes("cameras:\n  door:\n    \(lines)\(source)") == ["s.yaml:" + message])
  }

  @Test(arguments: [
    (
      "listen: 8321\ncameras: {a: {source: a}}",
      ":1:9: listen is \"8321\", not an address of this machine with a port such as 127.0.0.1:8321 or 0.0.0.0:8321, or off"
    ),
    (
      "listen: \"::1:8321\"\ncameras: {a: {source: a}}",
      ":1:9: listen is \"::1:8321\", not an address of this machine with a port such as 127.0.0.1:8321 or 0.0.0.0:8321, or off"
    ),
    (
      "listen: 127.0.0.1:70000\ncameras: {a: {source: a}}",
      ":1:9: listen is \"127.0.0.1:70000\", not an address of this machine with a port such as 127.0.0.1:8321 or 0.0.0.0:8321, or off"
    ),
    (
      "hosts: [good.example, \"bad.example:80\"]\ncameras: {a: {source: a}}",
      ":1:23: hosts is \"bad.example:80\", not a name such as station.example, without a port"
    ),
    (
      "proxies: [proxy.example]\ncameras: {a: {source: a}}",
      ":1:11: proxies is \"proxy.example\", not an address such as 192.168.1.2"
    ),
    (
      "certificate: a.pem\ncameras: {a: {source: a}}",
      ":1:14: certificate has no key beside it; name the file of its private key by certificate_key"
    ),
    (
      "certificate_key: a.key\ncameras: {a: {source: a}}",
      ":1:18: certificate_key has no certificate beside it; name the file of the certificate by certificate"
    ),
    (
      "heartbeat: mqtt://broker.example\ncameras: {a: {source: a}}",
      ":1:12: heartbeat is not an address that begins with https:// or http://, without a user and a password, or ${NAME} of a systemd credential or of the environment"
    ),
    (
      "heartbeat: https://hc.example/1\nheartbeat_every: 5s\ncameras: {a: {source: a}}",
      ":2:18: heartbeat_every is 5s, not 10s to 1d"
    ),
    (
      "metrics_token: short\ncameras: {a: {source: a}}",
      ":1:16: metrics_token has fewer than 16 characters; take a longer one, such as of openssl rand -hex 16"
    ),
    ("", ": it is empty, so there are no cameras; begin with the example of `vigil run --example`"),
    (
      "# only this", ": it is empty, so there are no cameras; begin with the example of `vigil run --example`"
    ),
    ("- a", ": it holds a list, so there are no cameras; begin with the example of `vigil run --example`"),
    ("folder: /a", ": there is no key \"cameras\"; name at least one camera under it"),
    ("cameras: [a]", ":1:10: cameras is a list, not a mapping of names to settings"),
    ("folder: a\ncameras:\n", ":2:1: cameras is nothing, not a mapping of names to settings"),
    ("cameras: {}", ":1:10: cameras is a mapping of keys, not a mapping of names to settings"),
    ("cameras:\n  a: {}\n", ":2:3: camera \"a\" has no key \"source\""),
    ("cameras:\n  a: x\n", ":2:6: camera \"a\" is a value, not a mapping of keys"),
    (
      "cameras:\n  a b: {source: x}\n",
      ":2:3: a camera's name has up to 63 letters a-z, digits, - and _, and begins with a letter or digit"
    ),
    ("cameras:\n  a: {source: a}\n  a: {source: b}", ":2:3: \"a\" is there twice; keep one"),
    ("cameras:\n  1: {source: a}\n  \"1\": {source: b}", ":3:3: \"1\" is there twice; keep one"),
    (
      "cameras:\n  a:\n    source: a\n    window: 3\n    window: 4",
      ":4:5: \"window\" is there twice; keep one"
    ),
    (
      "cameras:\n  a: &x {source: a}\n  b: *x",
      ":2:6: anchors and aliases (& and *) are not supported; write the values out, or once for all cameras"
    ),
    (
      "cameras:\n  a: *x",
      ":2:6: it is not YAML: found undefined alias; check the indentation and put values with special characters in quotes"
    ),
    (
      "cameras:\n  a: {source: a, user: !secret door}",
      ":2:24: tags (!) are not supported; put a value that begins with ! in quotes"
    ),
    (
      "cameras:\n  a:\n   source: a\n  window: 3\n b: 4",
      ":5:2: it is not YAML: did not find expected key; check the indentation and put values with special characters in quotes"
    ),
    (
      "# ü\r\ncameras:\n  a: {source: \0x}",
      ":3:15: it is not YAML: the control character U+0000 is in it; take it out"
    ),
    ("# \u{7}", ":1:3: it is not YAML: the control character U+0007 is in it; take it out"),
    (
      "cameras:\n  a: {source: \"a\\0b\"}", ":2:15: a NUL character (\\0) cannot be in a key or a value"
    ),
    (
      "cameras:\n  a: {\"sour\\0ce\": b}", ":2:7: a NUL character (\\0) cannot be in a key or a value"
    ),
    (
      "cameras:\n\ta: 1",
      ":2:1: it is not YAML: found character that cannot start any token; check the indentation and put values with special characters in quotes"
    ),
    (
      "cameras: {a: {source: \"x}}",
      ":1:27: it is not YAML: found unexpected end of stream; check the indentation and put values with special characters in quotes"
    ),
    (
      "cameras: {a: {source: x}}\n---\nb: 1",
      ":2:1: it is not YAML: but found another document; check the indentation and put values with special characters in quotes"
    ),
    (
      "source: a\ncameras: {a: {source: x}}",
      ":1:1: the station has no key \"source\"; it belongs under each camera"
    ),
    ("cams: {a: {source: x}}\ncameras: {a: {source: x}}", ":1:1: the station has no key \"cams\""),
  ])
  func `is refused where it is no station`(text: String, message: String) {
    #expect(mistakes(text) == ["s.yaml" + message])
  }

  @Test func `is none because of signs that stand for references elsewhere`() throws {
    let text = """
      # *not &this
      cameras:
        a:
          source: "rtsp://10.0.0.1/*a&b"
          user: a*b & c
          password: '*d'
      """
    let camera = try #require(try StationFile(text: text, name: "s.yaml").cameras.first)
    #expect(camera.source.text == "rtsp://10.0.0.1/*a&b")
    #expect(
      mistakes("cameras:\n  a: {source: x, *b: 3}") == [
        "s.yaml:2:18: it is not YAML: found undefined alias; check the indentation and put values with special characters in quotes"
      ])
  }

  @Test func `is refused before it can fill the memory or the stack`() {
    // A billion values in a few lines, and a thousand times a thousand brackets.
    let bomb =
      "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
      + "bcdefghi".map { letter in
        let before = Character(UnicodeScalar(letter.asciiValue! - 1))
        return "\(letter): &\(letter) [" + Array(repeating: "*\(before)", count: 10).joined(separator: ", ")
          + "]\n"
      }.joined()
    #expect(mistakes(bomb + "cameras: {a: {source: a}}").first?.contains("anchors") == true)
    // The same in keys, which the parser compares with one another.
    let anchors = "bcdefghij".map { letter in
      let before = Character(UnicodeScalar(letter.asciiValue! - 1))
      return "\(letter): &\(letter) [" + Array(repeating: "*\(before)", count: 9).joined(separator: ", ")
        + "]\n"
    }
    let keys = "a: &a [x]\n" + anchors.joined() + "k: {? *j : 1, ? [*j] : 2}\n"
    #expect(
      mistakes(keys + "cameras: {a: {source: a}}") == [
        "s.yaml:1:4: anchors and aliases (& and *) are not supported; write the values out, or once for all cameras"
      ])
    // A mistake elsewhere is no way around it.
    #expect(mistakes(keys + "cameras: {a: {source: a}}\n*x").count == 1)
    #expect(mistakes("cameras: " + String(repeating: "[", count: 900_000)).count == 1)
    #expect(
      mistakes("cameras: " + String(repeating: "[", count: 900) + String(repeating: "]", count: 900)).count
        == 1)
    #expect(mistakes("# " + String(repeating: "x", count: 1 << 20)).first?.contains("1 MiB") == true)
  }
}
