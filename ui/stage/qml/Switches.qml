import QtQuick
import OpenLuke.Stage
import "../../qml"

// What can be wrong beside single doors.
Column {
    id: switches

    required property SwitchesModel switches
    required property PointModel point

    spacing: Look.gap

    Words {
        text: "Faults"
        font.pixelSize: Look.title
        font.weight: 700
    }
    Words { text: "Lock board"; color: Theme.soft; font.pixelSize: Look.small }
    Choice {
        options: [
            { value: "none", text: "Works" },
            { value: "silent", text: "Silent" },
            { value: "wrong_polarity", text: "Inverted" },
            { value: "garbage_prefix", text: "Noisy" }
        ]
        current: switches.switches.boardFault
        onChosen: value => switches.switches.setBoardFault(value)
    }
    Words { text: "Backend"; color: Theme.soft; font.pixelSize: Look.small }
    Choice {
        options: [{ value: "up", text: "There" }, { value: "away", text: "Away" }]
        current: switches.point.backendUp ? "up" : "away"
        onChosen: value => switches.point.setBackend(value === "up")
    }
    Words { text: "Who closes the doors"; color: Theme.soft; font.pixelSize: Look.small }
    Choice {
        options: [{ value: "you", text: "You" }, { value: "somebody", text: "Somebody, after 1.5 s" }]
        current: switches.switches.somebodyCloses ? "somebody" : "you"
        onChosen: value => switches.switches.setSomebodyCloses(value === "somebody")
    }
}
