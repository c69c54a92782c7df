pragma ComponentBehavior: Bound
import QtQuick
import OpenLuke
import ".."
import "../controls"

// One bus from near. Portrait: hint, figures, alarms, frames. Landscape: the frames stand on the right.
Item {
    id: screen

    required property ServiceBusViewModel vm
    readonly property real inner: width - 2 * Theme.margin

    ServiceBar {
        id: bar

        x: Theme.margin
        y: Theme.gap
        width: screen.inner
        vm: screen.vm
        title: screen.vm.title
        otherAction: "doors_page"
        otherSymbol: "door"
        otherLabel: screen.vm.doorsLabel
    }

    Column {
        id: figures

        x: Theme.margin
        y: bar.y + bar.height + Theme.gap
        width: screen.inner * (Theme.landscape ? 0.5 : 1)
        spacing: Theme.gap

        Row {
            width: parent.width
            spacing: Theme.gap

            Icon {
                id: shape

                name: screen.vm.well ? "check" : "alert"
                color: screen.vm.well ? Theme.ink : Theme.alarm
                size: Theme.fine * 1.6
            }
            Label {
                width: parent.width - shape.width - parent.spacing
                text: screen.vm.hint
                font.pixelSize: Theme.fine * 1.15
                font.weight: 600
                color: screen.vm.well ? Theme.ink : Theme.alarm
            }
        }
        FactList {
            width: parent.width
            facts: screen.vm.facts
        }
        AlarmList {
            width: parent.width
            alarms: screen.vm.alarms
            most: Theme.compact ? 1 : 5
        }
        BusTable {
            width: parent.width
            vm: screen.vm
            rows: screen.vm.others
            brief: Theme.compact
        }
    }

    Label {
        id: framesTitle

        x: Theme.landscape ? figures.x + figures.width + Theme.margin : Theme.margin
        y: Theme.landscape ? figures.y : figures.y + figures.implicitHeight + Theme.block
        width: screen.width - Theme.margin - x
        text: screen.vm.framesLabel
        font.pixelSize: Theme.fine
        color: Theme.soft
    }
    ListView {
        x: framesTitle.x
        y: framesTitle.y + framesTitle.implicitHeight + Theme.gap / 2
        width: framesTitle.width
        height: screen.height - Theme.gap - y
        clip: true
        model: screen.vm.frames
        boundsBehavior: Flickable.StopAtBounds

        delegate: Label {
            required property string modelData

            width: ListView.view.width
            text: modelData
            font.family: "monospace"
            font.pixelSize: Math.round(Theme.fine * (Theme.compact ? 0.74 : 0.8))
            lineHeight: 1.25
            wrapMode: Text.WrapAnywhere
        }
    }
}
