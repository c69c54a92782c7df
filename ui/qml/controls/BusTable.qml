pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import OpenLuke
import ".."

// One line a bus: name, port, state as shape and word, and what to look at first or its figures. Touch one for more.
Column {
    id: table

    required property ScreenViewModel vm
    required property var rows
    // Without what to look at first: it stands on the bus's own page.
    property bool brief: false

    Repeater {
        model: table.rows

        T.AbstractButton {
            id: row

            required property string name
            required property string port
            required property string link
            required property bool well
            required property string detail
            required property string spoken

            objectName: "bus-" + name
            width: table.width
            height: Math.max(Theme.dense, words.implicitHeight + Theme.gap)
            enabled: table.vm.actions.includes("bus_page")
            focusPolicy: Qt.TabFocus
            Accessible.role: Accessible.Button
            Accessible.name: spoken
            Accessible.onPressAction: click()
            Keys.onReturnPressed: click()
            Keys.onEnterPressed: click()
            onClicked: table.vm.actWith("bus_page", name)

            background: Rectangle {
                color: row.down ? Theme.steel : "transparent"

                Rectangle {
                    width: parent.width
                    height: Math.max(1, Theme.mm(0.2))
                    color: Theme.hairline
                }
                FocusRing {
                    of: row
                }
            }

            Icon {
                id: more

                anchors {
                    right: parent.right
                    verticalCenter: parent.verticalCenter
                }
                name: "next"
                color: Theme.soft
                size: Theme.fine * 1.3
            }
            Icon {
                id: icon

                anchors.verticalCenter: parent.verticalCenter
                name: row.well ? "check" : "alert"
                color: row.well ? Theme.ink : Theme.alarm
                size: Theme.fine * 1.3
            }
            Column {
                id: words

                anchors {
                    left: icon.right
                    leftMargin: Theme.gap
                    right: more.left
                    rightMargin: Theme.gap
                    verticalCenter: parent.verticalCenter
                }

                Label {
                    width: parent.width
                    text: row.name + (Theme.compact ? "  " : "  " + row.port + "  ") + row.link
                    font.pixelSize: Theme.fine
                    font.weight: 600
                    color: row.well ? Theme.ink : Theme.alarm
                    Accessible.ignored: true
                }
                Label {
                    width: parent.width
                    text: table.brief || Theme.compact && row.well ? "" : row.detail
                    font.pixelSize: Math.round(Theme.fine * 0.9)
                    font.features: {
                        "tnum": 1
                    }
                    color: Theme.soft
                    Accessible.ignored: true
                }
            }
        }
    }
}
