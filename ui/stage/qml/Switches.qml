import QtQuick
import OpenLuke.Stage
import "../../qml"

// What can be wrong beside single doors.
Column {
    id: faults

    required property SwitchesModel switches
    required property PointModel point

    spacing: 10

    Words {
        text: "Faults"
        font.pixelSize: Look.title
        font.weight: 700
    }
    Labelled {
        label: "Lock board"
        options: [
            {
                value: "none",
                text: "Works"
            },
            {
                value: "silent",
                text: "Silent"
            },
            {
                value: "late_reply",
                text: "Late"
            },
            {
                value: "garbage_prefix",
                text: "Garbage"
            },
            {
                value: "wrong_polarity",
                text: "Inverted"
            }
        ]
        current: faults.switches.boardFault
        onChosen: value => faults.switches.setBoardFault(value)
    }
    Labelled {
        objectName: "line"
        label: "Line to the board"
        options: [
            {
                value: "none",
                text: "Works"
            },
            {
                value: "echo",
                text: "Echo"
            },
            {
                value: "noise",
                text: "Noise"
            },
            {
                value: "unplugged",
                text: "Unplugged"
            }
        ]
        current: faults.switches.lineFault
        onChosen: value => faults.switches.setLineFault(value)
    }
    Labelled {
        label: "Backend"
        options: [
            {
                value: "up",
                text: "There"
            },
            {
                value: "away",
                text: "Away"
            }
        ]
        current: faults.point.backendUp ? "up" : "away"
        onChosen: value => faults.point.setBackend(value === "up")
    }
    Labelled {
        label: "Who closes the doors"
        options: [
            {
                value: "you",
                text: "You"
            },
            {
                value: "somebody",
                text: "Somebody, after 1.5 s"
            }
        ]
        current: faults.switches.somebodyCloses ? "somebody" : "you"
        onChosen: value => faults.switches.setSomebodyCloses(value === "somebody")
    }

    component Labelled: Column {
        id: labelled

        required property string label
        property alias options: choice.options
        property alias current: choice.current

        signal chosen(value: string)

        spacing: 4

        Words {
            text: labelled.label
            color: Theme.soft
            font.pixelSize: Look.small
        }
        Choice {
            id: choice

            options: []
            current: ""
            onChosen: value => labelled.chosen(value)
        }
    }
}
